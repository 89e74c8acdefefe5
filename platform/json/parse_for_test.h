#pragma once

// For tests of ParseJson: bodies of testdata.AllTypes, and what a refusal says.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "platform/json/parse.h"
#include "platform/json/testdata/all_types.pb.h"
#include "platform/status/errors.h"
#include "steward/ticket/v1/ticket.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::json {

using error::v1::Reason;
using testdata::AllTypes;

inline const MessageTable& Table() { return *Schema::Generated().Get(AllTypes::descriptor()); }

inline absl::Status Parse(absl::string_view json, AllTypes* message = nullptr,
                          const ParseOptions& options = {}) {
  std::string wire = "\xf8\x07\x01";  // An unknown field, which an error must not remove.
  const std::string before = wire;
  const absl::Status status = ParseJson(Table(), json, options, &wire);
  if (!status.ok()) {
    EXPECT_EQ(wire, before) << json;
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << json;
  }
  if (message != nullptr) {
    EXPECT_TRUE(message->ParseFromString(wire)) << json;
  }
  return status;
}

inline std::string FieldOf(const absl::Status& status) {
  auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  google::rpc::ErrorInfo info;
  if (payload) info.ParseFromString(std::string(*payload));
  return info.metadata().count("field") ? info.metadata().at("field") : "(none)";
}

inline std::string Repeat(absl::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) absl::StrAppend(&all, text);
  return all;
}

inline std::string Nested(int depth) {
  return absl::StrCat(Repeat("{\"inner\":", depth - 1), "{}", Repeat("}", depth - 1));
}

inline std::string NestedList(int depth) {
  return absl::StrCat("{\"value\":", Repeat("[", depth - 1), Repeat("]", depth - 1), "}");
}

struct Refused {
  std::string json;
  Reason reason = Reason::MALFORMED_REQUEST;
  std::string field;
};

inline void ExpectRefused(const std::vector<Refused>& cases) {
  for (const Refused& refused : cases) {
    const absl::Status status = Parse(refused.json);
    EXPECT_FALSE(status.ok()) << refused.json.substr(0, 200);
    EXPECT_EQ(errors::ReasonOf(status), refused.reason) << refused.json.substr(0, 200);
    EXPECT_EQ(FieldOf(status), refused.field) << refused.json.substr(0, 200);
  }
}

}  // namespace steward::json

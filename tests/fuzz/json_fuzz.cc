// JSON bodies from strangers, and encoded messages from services.

#include <google/protobuf/util/message_differencer.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "gateway/transcode/target.h"
#include "platform/json/normalize.h"
#include "platform/json/parse.h"
#include "platform/json/print.h"
#include "platform/json/testdata/all_types.pb.h"
#include "platform/status/errors.h"

namespace steward::json {
namespace {

using errors::Reason;
using testdata::AllTypes;

void Require(bool condition) {
  if (!condition) std::abort();
}

const MessageTable& Table() {
  static const MessageTable& table = *Schema::Generated().Get(AllTypes::descriptor());
  return table;
}

AllTypes Decoded(const std::string& wire) {
  AllTypes message;
  Require(message.ParseFromString(wire));
  return message;
}

bool IsRefusal(const absl::Status& status) {
  const Reason reason = errors::ReasonOf(status);
  return reason == Reason::MALFORMED_REQUEST || reason == Reason::UNKNOWN_FIELD ||
         reason == Reason::DUPLICATE_FIELD || reason == Reason::INVALID_FIELD;
}

// What is accepted is a message whose printed form means the same.
void CheckBody(absl::string_view body) {
  std::string wire, json, again;
  const absl::Status parsed = ParseJson(Table(), body, {}, &wire);
  Require(parsed.ok() || (IsRefusal(parsed) && wire.empty()));
  if (!parsed.ok()) return;
  const AllTypes message = Decoded(wire);
  Require(PrintJson(Table(), wire, &json).ok());
  Require(ParseJson(Table(), json, {}, &again).ok());
  Require(google::protobuf::util::MessageDifferencer::Equals(message, Decoded(again)));
}

void CheckDropped(absl::string_view body) {
  ParseOptions options;
  options.drop_output_only = true;
  options.path = "body";
  std::string wire;
  if (ParseJson(Table(), body, options, &wire).ok()) Require(Decoded(wire).server_text().empty());
}

void CheckMessage(absl::string_view wire) {
  std::string json, normal;
  const absl::Status printed = PrintJson(Table(), wire, &json, {.empty_lists = true});
  Require(printed.ok() ? gateway::IsUtf8(json) && json.front() == '{' && json.back() == '}'
                       : json.empty());
  if (Normalize(Table(), wire, &normal)) Require(IsNormal(Table(), normal));
}

// The first line names a field, the rest is its value in a path or a query.
void CheckParameter(absl::string_view text) {
  const size_t line = text.find('\n');
  if (line == absl::string_view::npos) return;
  const FieldTable* field = Table().FindByName(text.substr(0, line));
  if (field == nullptr || field->map) return;
  std::string wire;
  const absl::Status parsed = ParseScalar(*field, text.substr(line + 1), &wire);
  if (parsed.ok()) Decoded(wire);
  Require(parsed.ok() || wire.empty());
}

}  // namespace
}  // namespace steward::json

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  steward::json::CheckBody(text);
  steward::json::CheckDropped(text);
  steward::json::CheckMessage(text);
  steward::json::CheckParameter(text);
  return 0;
}

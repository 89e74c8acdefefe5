#pragma once

// The contract that stewardctl was built with: the descriptor set with its comments, compiled in.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/api/api.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"

namespace steward::ctl {

// Used by one thread.
class Contract {
 public:
  // Never destroyed.
  static Contract& Get();

  const gateway::Api& api() const { return *api_; }
  json::Schema& schema() const { return api_->schema(); }
  // Null: the contract has no such message.
  const google::protobuf::Descriptor* FindMessage(absl::string_view full_name) const;

  // An empty message of a type of this contract.
  std::unique_ptr<google::protobuf::Message> New(const google::protobuf::Descriptor& type);
  // Canonical proto3 JSON on one line. Errors: those of json::PrintJson.
  absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message) const;
  // Merges an object into `message`; members that only the server sets are left out. `path` is
  // where errors say it stands. Errors: those of json::ParseJson.
  absl::Status MergeJson(absl::string_view json, absl::string_view path,
                         google::protobuf::Message* message) const;

 private:
  explicit Contract(std::unique_ptr<gateway::Api> api);

  std::unique_ptr<gateway::Api> api_;
  google::protobuf::DynamicMessageFactory messages_;
};

}  // namespace steward::ctl

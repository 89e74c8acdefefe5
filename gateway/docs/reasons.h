#pragma once

// What clients should know of each reason of the contract, from its comment. Thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::docs {

struct Reason {
  // "ETAG_MISMATCH".
  std::string name;
  std::string meaning;
  std::string remedy;
  // The usual one first.
  std::vector<int> http;
  // "ABORTED"; empty: only REST meets the error.
  std::string grpc;
  // Keys that the metadata of an error with this reason may have.
  std::vector<std::string> metadata;
};

// The parts of a comment in reason.proto, as far as they are there.
Reason ParseReason(absl::string_view name, absl::string_view comment);

// Without REASON_UNSPECIFIED; none when the pool does not have the enum steward.error.v1.Reason.
std::vector<Reason> ReasonsOf(const google::protobuf::DescriptorPool& pool);

}  // namespace steward::gateway::docs

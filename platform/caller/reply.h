#pragma once

// How a call of a service ended. Pure functions.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace steward::rpc {

// As it came over the wire.
struct ReplyStatus {
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string message;
  // Serialized google.rpc.Status, when a service said it.
  std::string details;

  bool ok() const { return code == absl::StatusCode::kOk; }
};

struct Reply {
  ReplyStatus status;
  // The response message.
  std::string body;
  // Answer metadata of the service that clients may see ("steward-replayed", …).
  std::vector<std::pair<std::string, std::string>> metadata;

  // Whether one of `metadata` has this name; its value.
  absl::string_view Metadata(absl::string_view name) const;
};

// What a service sent, whose details are the google.rpc.Status of grpc-status-details-bin.
// Without it: UNAVAILABLE, DEADLINE_EXCEEDED and CANCELLED as they are, UNIMPLEMENTED as
// METHOD_NOT_IMPLEMENTED, and everything else as INTERNAL, with neutral texts.
google::rpc::Status ErrorOfReply(const ReplyStatus& status);
// The same as a value, whose log text has what came over the wire; OK for what is no error.
absl::Status StatusOfReply(const ReplyStatus& status);

}  // namespace steward::rpc

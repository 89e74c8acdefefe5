#pragma once

// Services name fields by their paths in the request message; clients of REST never see that
// message. Thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/transcode/routes.h"
#include "google/rpc/status.pb.h"

namespace steward::gateway {

// The path of a field by JSON names, as it stands in the body or query that the route takes:
// "ticket.hold_reason" is "holdReason" where the body is the field "ticket", and "ticket" itself is
// "". What an action says of the record that it answers with, "backout_plan" or
// "change.backout_plan", is "backoutPlan". Steps that are no fields stay as they are.
std::string JsonPath(const Route& route, absl::string_view path);

// The error with such paths in its violations, whose descriptions may name fields beside theirs, in
// the metadata "field", in its message before a sentence or in quotes, and with the JSON form of
// the "path" of an update mask. Filters name fields by their proto names in REST too, so their
// errors stay as they are.
google::rpc::Status WithJsonNames(const Route& route, google::rpc::Status error);

}  // namespace steward::gateway

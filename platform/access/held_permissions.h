#pragma once

// Which of some permissions a caller has on a record. All functions are thread-safe.

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"
#include "platform/access/record_rule.h"

namespace steward::access {

// Permissions that something asks for of records of a type: its fields and flags, and the methods
// of its service ("…TicketService" of "…Ticket").
std::set<std::string> PermissionsOf(const google::protobuf::Descriptor& type);
// INVALID_FIELD that names each element of the request's `permissions` which is not among `known`.
absl::Status CheckPermissionsExist(const std::set<std::string>& known,
                                   absl::Span<const std::string> permissions);
// Those of the permissions that the viewer, whatever their scope, has on the record, in their
// order; none of another collection.
std::vector<std::string> PermissionsOn(const RecordRule& rule, Viewer viewer,
                                       const google::protobuf::Message& record,
                                       absl::Span<const std::string> permissions);

}  // namespace steward::access

#pragma once

// Which of some permissions a caller has on a record. All functions are thread-safe.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
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

// What :testPermissions of a service answers about a record that the caller sees: those of the
// request's `permissions` that they have on it. Errors as of CheckPermissionsExist.
template <class Response, class Request, class Record>
absl::StatusOr<Response> TestPermissions(const Call& call, const Request& request,
                                         const Record& record) {
  const std::vector<std::string> asked(request.permissions().begin(), request.permissions().end());
  static const auto known = PermissionsOf(*Record::descriptor());
  if (absl::Status status = CheckPermissionsExist(known, asked); !status.ok()) return status;
  Response response;
  for (std::string& held :
       PermissionsOn(RecordRule::Of(Record::descriptor()), ViewerOf(call), record, asked))
    response.add_permissions(std::move(held));
  return response;
}

}  // namespace steward::access

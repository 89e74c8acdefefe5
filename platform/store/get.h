#pragma once

// Reading one resource by its name.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/access/record_rule.h"
#include "platform/pg/point_reader.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "platform/store/stored.h"

namespace steward::store {

// A resource of `collection` with which the caller may do what the method does. `query` is
// ($1 tenants, $2 ids) → ordinal, version, body. Errors: RESOURCE_NOT_FOUND, PERMISSION_DENIED,
// INVALID_FIELD when the name is none of the collection.
template <class Resource>
absl::StatusOr<Stored<Resource>> Get(pg::PointReader& points, const pg::Query& query,
                                     const char* collection, const Call& call,
                                     absl::string_view name) {
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(collection, name));
  ASSIGN_OR_RETURN(const auto row, points.Read(query, call.tenant, id, call.deadline));
  if (!row) return errors::NotFound(name);
  Stored<Resource> stored;
  stored.version = row->Int(1);
  ASSIGN_OR_RETURN(stored.resource, ParseBody<Resource>(row->Bytes(2), std::string(name)));
  RETURN_IF_ERROR(access::CheckRecord(call, stored.resource, name));
  return stored;
}

}  // namespace steward::store

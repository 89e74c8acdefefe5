#pragma once

// PATCH of SCIM (RFC 7644 §3.5.2) on a canonical resource. Pure functions, thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/directory/scim/json.h"
#include "services/directory/scim/schema.h"

namespace steward::directory::scim {

inline constexpr char kPatchOpUrn[] = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
inline constexpr size_t kOperationsMax = 1000;

struct PatchOperation {
  enum class Kind { kAdd, kRemove, kReplace };
  Kind kind;
  // Empty: the resource itself.
  std::string path;
  // Null where none is given.
  Json value;
};

// The operations of a PatchOp, whose words may be in any case. Errors: MALFORMED_REQUEST.
absl::StatusOr<std::vector<PatchOperation>> ParsePatch(const Json& message);

// Applies the operations in their order. What is ignored in a body is ignored here too, and
// attributes that only the server sets are where an operation has no path. Beyond the standard,
// as identity providers need it: names with dots and URNs as members of a value without a path, and
// "remove" of a list with the elements to remove as value.
//
// Errors: INVALID_PATH, NO_TARGET, IMMUTABLE_ATTRIBUTE, INVALID_FIELD.
absl::Status ApplyPatch(const ResourceType& type, const std::vector<PatchOperation>& operations,
                        Json* resource);

}  // namespace steward::directory::scim

#pragma once

// SCIM resources as clients write them, brought into one form: names as the schema has them, values
// of the type that it says. Pure functions, thread-safe.

#include "absl/status/statusor.h"
#include "services/directory/scim/json.h"
#include "services/directory/scim/schema.h"

namespace steward::directory::scim {

// The attributes of `given` that are kept and that clients may set; those of an extension under its
// URN. What has no value (null) is left out, an empty list is one. Errors: INVALID_FIELD for a
// value of another type, DUPLICATE_FIELD for an attribute twice in different case.
//
// Lenient where clients are known to differ from the standard: "True" for true, one value for a
// list of one, a text for {"value": text}.
absl::StatusOr<Json> Canonical(const ResourceType& type, const Json& given);

// The same for the value of one attribute, which may be null.
absl::StatusOr<Json> CanonicalValue(const Attribute& attribute, const Json& value);
// For one element of a list, or the value of an attribute that is none.
absl::StatusOr<Json> CanonicalElement(const Attribute& attribute, const Json& value);

}  // namespace steward::directory::scim

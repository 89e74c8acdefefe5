#pragma once

// Whether an element of a list is one that a filter selects, as in `members[value eq "x"]`.
// Pure functions, thread-safe.

#include "absl/status/statusor.h"
#include "services/directory/scim/filter.h"
#include "services/directory/scim/json.h"
#include "services/directory/scim/schema.h"

namespace steward::directory::scim {

// OK when the filter fits the elements of the attribute: its paths name their members, and each is
// compared with a value of its type. Errors: INVALID_PATH.
absl::Status CheckSelector(const Attribute& attribute, const Filter& filter);

// `element` is canonical, and the filter was checked.
bool Matches(const Attribute& attribute, const Filter& filter, const Json& element);

// Sets the members that an element must have to be selected: `type eq "work"` joined by "and".
// False when the filter asks for anything else.
bool FillFrom(const Attribute& attribute, const Filter& filter, Json* element);

}  // namespace steward::directory::scim

#pragma once

// Resource names (AIP-122): "tickets/INC-1", "groups/network/memberships/alice".
//
// A collection is what stands before the id: "tickets". For resources that live in others, "*"
// stands for the ids of those: "groups/*/memberships"; their id holds all parts: "network/alice".
// A part matches [A-Za-z0-9]([A-Za-z0-9._@-]{0,118}[A-Za-z0-9])?. All functions are thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::resource {

// True when `part` may be the last part of a resource name.
bool IsIdPart(absl::string_view part);

// "INC-1" of ("tickets", "tickets/INC-1"), "network/alice" of ("groups/*/memberships",
// "groups/network/memberships/alice"). Errors: INVALID_FIELD of field "name".
absl::StatusOr<std::string> IdFromName(absl::string_view collection, absl::string_view name);

// What stands behind the first collection of a name that is known to be one: "INC-1" of
// "tickets/INC-1".
inline absl::string_view IdOf(absl::string_view name) { return name.substr(name.find('/') + 1); }

// The reverse of IdFromName: the name of an id that has as many parts as the collection asks for.
std::string FormatName(absl::string_view collection, absl::string_view id);

// The form of the names of a collection, for people: "groups/{id}/memberships/{id}".
std::string NameForm(absl::string_view collection);

}  // namespace steward::resource

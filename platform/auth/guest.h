#pragma once

// Guests: users of one tenant who call in another, by an access grant of that one. What they do
// there is done by "tenants/globex/users/bob", which is no user of it, whoever else is called so.
// Thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::auth {

struct Guest {
  // Where they are at home, such as "globex".
  absl::string_view tenant;
  // Who they are there, such as "users/bob".
  absl::string_view user;
};

// Of "tenants/globex/users/bob"; nothing when the subject is not a guest's. Refers to `subject`.
absl::optional<Guest> ParseGuest(absl::string_view subject);
std::string FormatGuest(const Guest& guest);

}  // namespace steward::auth

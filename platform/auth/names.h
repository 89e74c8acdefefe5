#pragma once

// Rules for the names in credentials. Thread-safe.

#include "absl/strings/string_view.h"

namespace steward::auth {

// [a-z][a-z0-9-]{0,62}
bool IsTenant(absl::string_view name);
// [a-z][a-z0-9_]{0,62}
bool IsRole(absl::string_view name);
// "users/<id>", "serviceAccounts/<id>" or "services/<id>", the id [A-Za-z0-9._@+-]{1,128}; or that
// of a guest (guest.h).
bool IsSubject(absl::string_view name);
// Subject of a call without a credential: not one of IsSubject.
inline constexpr absl::string_view kAnonymous = "anonymous";
// "groups/<id>", the id likewise.
bool IsGroup(absl::string_view name);
bool IsSubjectId(absl::string_view id);
// [A-Za-z0-9._-]{1,128}
bool IsKeyId(absl::string_view name);

}  // namespace steward::auth

#pragma once

// Who acts in the place of a token's subject: the claim "act" of RFC 8693 §4.1, and how events name
// both. Thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "platform/auth/json.h"

namespace steward::auth {

// The current actor as events have it: "<sub>", or "<sub>;iss=<iss>" when another than the token's
// issuer vouches for it. Those of nested claims acted before and are not told. Nothing when `act`
// is no object with a "sub" of 1 to 128 visible ASCII characters and, if there is one, an "iss" of
// 1 to 100, none of them one of ;"\ and the space.
absl::optional<std::string> ReadActor(const Json& act, absl::string_view token_issuer);

// What a call was admitted by (Call::credential): "token", or "token;act=<actor>".
std::string CredentialOfToken(absl::string_view actor);
// Whether it is either of the two; else it is the name of an API key, or nothing.
bool IsOfToken(absl::string_view credential);

}  // namespace steward::auth

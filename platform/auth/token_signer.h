#pragma once

// Issues access tokens: for development and tests, in the place of an identity provider.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/ed25519.h"

namespace steward::auth {

struct TokenClaims {
  std::string issuer;
  std::string audience;
  std::string tenant;
  std::string subject;
  std::vector<std::string> roles;
  absl::Time issue_time;
  absl::Duration lifetime;
  // Who acts for the subject ("sub" of the claim "act"); empty for nobody.
  std::string actor = {};
};

// A signed access token (RFC 9068) with a fresh "jti".
std::string SignToken(const TokenClaims& claims, absl::string_view key_id, const PrivateKey& key);

// The compact JWS (RFC 7515 §3.1) of a header and claims that are JSON already.
std::string SignCompact(absl::string_view header, absl::string_view claims, const PrivateKey& key);

}  // namespace steward::auth

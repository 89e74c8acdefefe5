#pragma once

// Verifies access tokens: JWTs (RFC 7519) by the profile of RFC 9068 and the advice of RFC 8725.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/expiring_cache.h"
#include "platform/auth/json.h"
#include "platform/auth/keys.h"

namespace steward::auth {

// Who may issue access tokens, and the keys that are its own.
struct TokenIssuer {
  // Exact value of the claim "iss".
  std::string issuer;
  // Must be the claim "aud" or one of its elements.
  std::string audience;
  KeySet keys;
  // Tenants that its tokens may name; empty for all.
  std::set<std::string> tenants;
};

struct AccessToken {
  std::string tenant;
  // "users/<id>"; the claim "sub" has it with or without "users/".
  std::string subject;
  std::vector<std::string> roles;
  absl::Time expire_time;
};

// Thread-safe.
class TokenVerifier {
 public:
  explicit TokenVerifier(std::vector<TokenIssuer> issuers);

  // What a compact JWS says, or errors::InvalidToken(), the same for every fault. Accepted are
  // tokens of at most 8 KiB with
  //   header: alg EdDSA, typ at+jwt, a kid of the issuer's keys; no key or key location in it, no
  //     critical extension, no compression or encryption;
  //   claims: iss, aud, sub, tenant; exp and iat, and nbf if there is one, whole numbers with 60 s
  //     of leeway, exp at most 24 h after iat; roles, if there are any, an array of names that
  //     does not have "service", the role of Steward's own processes.
  // JSON members never occur twice. What was verified is remembered for up to 60 s.
  absl::StatusOr<std::shared_ptr<const AccessToken>> Verify(absl::string_view token,
                                                            absl::Time now);

 private:
  absl::StatusOr<AccessToken> Check(absl::string_view token, absl::Time now) const;
  absl::StatusOr<AccessToken> ReadClaims(const TokenIssuer& issuer, const Json& claims,
                                         absl::Time now) const;
  const TokenIssuer* FindIssuer(const Json& claims) const;

  const std::vector<TokenIssuer> issuers_;
  ExpiringCache<std::shared_ptr<const AccessToken>> cache_;
};

}  // namespace steward::auth

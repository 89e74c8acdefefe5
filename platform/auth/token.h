#pragma once

// Verifies access tokens: JWTs (RFC 7519) by the profile of RFC 9068 and the advice of RFC 8725.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/claims.h"
#include "platform/auth/expiring_cache.h"
#include "platform/auth/token_issuer.h"

namespace steward::auth {

// Thread-safe.
class TokenVerifier {
 public:
  // CheckIssuers has accepted `issuers`.
  explicit TokenVerifier(std::vector<TokenIssuer> issuers);

  // What a compact JWS says, or errors::InvalidToken(), the same for every fault. Accepted are
  // tokens of at most 8 KiB with
  //   header: an algorithm of the issuer's list; typ at+jwt unless the issuer's entry allows
  //   others;
  //     the kid of a key of the issuer, or none when it has one key only; no key or key location,
  //     no critical extension, no compression or encryption;
  //   claims: an iss of the list and the claims that ReadClaims demands, with a tenant that is not
  //     another issuer's.
  // JSON members never occur twice. What was verified is remembered for up to 60 s, but never
  // longer than the key that verified it. Never waits: a token of a key that the issuer's source
  // has to fetch first is refused until it is there. UNAVAILABLE until the source has tried to get
  // keys at all.
  absl::StatusOr<std::shared_ptr<const AccessToken>> Verify(absl::string_view token,
                                                            absl::Time now);

  // Whether all sources of keys were tried and one has keys: before that, good tokens are refused.
  bool Ready() const;

 private:
  struct Verified {
    std::shared_ptr<const AccessToken> token;
    std::weak_ptr<const IssuerKey> key;
  };

  // `hash` is that of the token.
  absl::StatusOr<Verified> Check(absl::string_view token, absl::string_view hash,
                                 absl::Time now) const;
  const TokenIssuer* FindIssuer(const Json& claims) const;
  bool MayName(const TokenIssuer& issuer, const std::string& tenant) const;

  const std::vector<TokenIssuer> issuers_;
  // By tenant.
  std::map<std::string, const TokenIssuer*> owners_;
  ExpiringCache<Verified> cache_;
};

}  // namespace steward::auth

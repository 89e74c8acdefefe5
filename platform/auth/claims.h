#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/auth/json.h"
#include "platform/auth/token_issuer.h"

namespace steward::auth {

// By how much the clock of an issuer may be ahead of ours or behind it.
inline constexpr absl::Duration kClockLeeway = absl::Seconds(60);

// What a verified token says.
struct AccessToken {
  std::string tenant;
  // "users/<id>"; the claim "sub" has it with or without "users/".
  std::string subject;
  std::vector<std::string> roles;
  absl::Time expire_time;
  // Claim "iat", in whole seconds.
  absl::Time issue_time;
  // Claim "jti"; empty when there is none.
  std::string token_id;
  // Who acts for the subject, as ReadActor; empty when the subject does so itself.
  std::string actor;
  // As of its issuer: whether it counts only when the directory knows the subject.
  bool known_subject_only = false;
};

// Reads the claims of a token that `issuer` has signed, or errors::InvalidToken(). They have
//   aud, and azp or client_id, as the issuer's entry says;
//   exp and iat, and nbf if there is one, whole numbers with 60 s of leeway, exp at most 24 h after
//     iat;
//   sub, the id of a user;
//   jti, if there is one, a string;
//   the tenant, unless it is fixed; that it is not another issuer's is for the caller to check;
//   roles, if there are any, an array of names that does not have "service", the role of Steward's
//     own processes;
//   act only where the issuer's actors are recorded, and then one that ReadActor reads;
//   none of an ID token's own claims, unless the issuer's tokens have a type that tells.
absl::StatusOr<AccessToken> ReadClaims(const TokenIssuer& issuer, const Json& claims,
                                       absl::Time now);

}  // namespace steward::auth

#include "platform/auth/token.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "platform/auth/compact.h"
#include "platform/auth/names.h"
#include "platform/auth/refusal.h"
#include "platform/crypto/hmac.h"
#include "platform/observe/metrics.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::auth {
namespace {

constexpr absl::string_view kCredential = "token";
constexpr size_t kBytesMax = 8 * 1024;
constexpr size_t kEntriesMax = 64 * 1024;
constexpr absl::Duration kRemember = absl::Seconds(60);

// Members that bring or locate keys, demand extensions, or make it something else than a plain JWS.
constexpr std::array<absl::string_view, 9> kForbidden = {"jwk", "jku", "x5u", "x5c", "crit",
                                                         "zip", "b64", "enc", "epk"};

observe::Counter& Verifications(const char* cached) {
  return observe::GetCounter("steward_auth_tokens_total",
                             "Access tokens accepted, by whether they were known.",
                             {{"cached", cached}});
}

bool HasForbiddenMember(const Json& header) {
  return std::any_of(kForbidden.begin(), kForbidden.end(),
                     [&header](absl::string_view name) { return header.Find(name) != nullptr; });
}

absl::optional<Algorithm> ReadAlgorithm(const TokenIssuer& issuer, const Json& header) {
  const std::string* name = header.FindString("alg");
  const auto algorithm = name == nullptr ? absl::nullopt : FindAlgorithm(*name);
  const auto& allowed = issuer.algorithms;
  const bool listed =
      algorithm && std::find(allowed.begin(), allowed.end(), *algorithm) != allowed.end();
  return listed ? algorithm : absl::nullopt;
}

// Media types compare without case, and "application/" may be left out (RFC 7515 §4.1.9).
bool HasAcceptedType(const TokenIssuer& issuer, const Json& header) {
  if (header.Find("typ") == nullptr) return !issuer.at_jwt_required;
  const std::string* type = header.FindString("typ");
  if (type == nullptr) return false;
  return absl::EqualsIgnoreCase(*type, "at+jwt") ||
         absl::EqualsIgnoreCase(*type, "application/at+jwt") ||
         (!issuer.at_jwt_required && absl::EqualsIgnoreCase(*type, "jwt"));
}

// False when there is one that is malformed.
bool ReadKeyId(const Json& header, const std::string*& kid) {
  kid = header.FindString("kid");
  return header.Find("kid") == nullptr || (kid != nullptr && IsKeyId(*kid));
}

}  // namespace

TokenVerifier::TokenVerifier(std::vector<TokenIssuer> issuers)
    : issuers_(std::move(issuers)), cache_(kEntriesMax) {
  for (const TokenIssuer& issuer : issuers_) {
    for (const std::string& tenant : OwnTenants(issuer)) owners_.emplace(tenant, &issuer);
  }
}

absl::StatusOr<std::shared_ptr<const AccessToken>> TokenVerifier::Verify(absl::string_view token,
                                                                         absl::Time now) {
  static observe::Counter& hits = Verifications("true");
  static observe::Counter& misses = Verifications("false");
  if (token.size() > kBytesMax) return Refuse(kCredential, "size");
  const std::string hash = crypto::Sha256(token);
  if (auto known = cache_.Find(hash, now); known && !known->key.expired()) {
    hits.Increment();
    return known->token;
  }
  ASSIGN_OR_RETURN(const Verified verified, Check(token, hash, now));
  cache_.Insert(hash, verified, std::min(verified.token->expire_time, now + kRemember));
  misses.Increment();
  return verified.token;
}

bool TokenVerifier::Ready() const {
  return std::all_of(issuers_.begin(), issuers_.end(),
                     [](const TokenIssuer& issuer) { return issuer.keys->Tried(); }) &&
         std::any_of(issuers_.begin(), issuers_.end(),
                     [](const TokenIssuer& issuer) { return issuer.keys->HasKeys(); });
}

absl::StatusOr<TokenVerifier::Verified> TokenVerifier::Check(absl::string_view token,
                                                             absl::string_view hash,
                                                             absl::Time now) const {
  const absl::optional<CompactToken> parts = ParseCompact(token);
  if (!parts) return Refuse(kCredential, "format");
  if (HasForbiddenMember(parts->header)) return Refuse(kCredential, "header");
  const TokenIssuer* issuer = FindIssuer(parts->claims);
  if (issuer == nullptr) return Refuse(kCredential, "iss");
  const auto algorithm = ReadAlgorithm(*issuer, parts->header);
  if (!algorithm) return Refuse(kCredential, "alg");
  if (!HasAcceptedType(*issuer, parts->header)) return Refuse(kCredential, "typ");
  const std::string* kid = nullptr;
  if (!ReadKeyId(parts->header, kid)) return Refuse(kCredential, "kid");
  const auto key = issuer->keys->Find(kid, TypeOf(*algorithm));
  // Nobody can be judged before the first keys have come.
  if (key == nullptr && !issuer->keys->Tried()) return errors::Unavailable("the keys of an issuer");
  if (key == nullptr) return Refuse(kCredential, "kid");
  if (!key->Verify(*algorithm, parts->message, parts->signature))
    return Refuse(kCredential, "signature");
  absl::StatusOr<AccessToken> claims = ReadClaims(*issuer, parts->claims, now);
  if (claims.ok() && !MayName(*issuer, claims->tenant)) claims = Refuse(kCredential, "tenant");
  if (!claims.ok()) return WithGoodSignature(claims.status(), hash);
  return Verified{std::make_shared<const AccessToken>(*std::move(claims)), key};
}

const TokenIssuer* TokenVerifier::FindIssuer(const Json& claims) const {
  const std::string* name = claims.FindString("iss");
  if (name == nullptr) return nullptr;
  for (const TokenIssuer& issuer : issuers_) {
    if (issuer.issuer == *name) return &issuer;
  }
  return nullptr;
}

bool TokenVerifier::MayName(const TokenIssuer& issuer, const std::string& tenant) const {
  const auto owner = owners_.find(tenant);
  return owner == owners_.end() || owner->second == &issuer;
}

}  // namespace steward::auth

#include "platform/auth/token.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/auth/names.h"
#include "platform/auth/refusal.h"
#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"
#include "platform/status/macros.h"

namespace steward::auth {
namespace {

constexpr absl::string_view kCredential = "token";
constexpr size_t kBytesMax = 8 * 1024;
constexpr size_t kRolesMax = 32;
constexpr size_t kEntriesMax = 64 * 1024;
constexpr absl::Duration kLeeway = absl::Seconds(60);
constexpr absl::Duration kLifetimeMax = absl::Hours(24);
constexpr absl::Duration kRemember = absl::Seconds(60);
constexpr int64_t kYear10000 = 253402300800;

// The allow-list of algorithms; each checks a signature with a key of its own type.
struct Algorithm {
  absl::string_view name;
  bool (*verify)(const PublicKey& key, absl::string_view message, absl::string_view signature);
};

constexpr std::array<Algorithm, 1> kAlgorithms = {{
    {"EdDSA", [](const PublicKey& key, absl::string_view message,
                 absl::string_view signature) { return key.Verify(message, signature); }},
}};

// Members that bring or locate keys, demand extensions, or make it something else than a plain JWS.
constexpr std::array<absl::string_view, 9> kForbidden = {"jwk", "jku", "x5u", "x5c", "crit",
                                                         "zip", "b64", "enc", "epk"};

struct Parts {
  Json header;
  Json claims;
  std::string signature;
  absl::string_view message;
};

bool Split(absl::string_view token, Parts& parts) {
  std::vector<absl::string_view> texts = absl::StrSplit(token, '.');
  if (texts.size() != 3) return false;
  const auto header = crypto::DecodeBase64Url(texts[0]);
  const auto claims = crypto::DecodeBase64Url(texts[1]);
  auto signature = crypto::DecodeBase64Url(texts[2]);
  if (!header || !claims || !signature) return false;
  absl::optional<Json> header_json = ParseJsonObject(*header);
  absl::optional<Json> claims_json = ParseJsonObject(*claims);
  if (!header_json || !claims_json) return false;
  parts.signature = *std::move(signature);
  parts.header = *std::move(header_json);
  parts.claims = *std::move(claims_json);
  parts.message = token.substr(0, texts[0].size() + 1 + texts[1].size());
  return true;
}

const Algorithm* FindAlgorithm(const Json& header) {
  const std::string* name = header.FindString("alg");
  if (name == nullptr) return nullptr;
  for (const Algorithm& algorithm : kAlgorithms) {
    if (algorithm.name == *name) return &algorithm;
  }
  return nullptr;
}

// Media types compare without case, and "application/" may be left out (RFC 7515 §4.1.9).
bool IsAccessTokenType(const Json& header) {
  const std::string* type = header.FindString("typ");
  return type != nullptr && (absl::EqualsIgnoreCase(*type, "at+jwt") ||
                             absl::EqualsIgnoreCase(*type, "application/at+jwt"));
}

bool HasForbiddenMember(const Json& header) {
  return std::any_of(kForbidden.begin(), kForbidden.end(),
                     [&header](absl::string_view name) { return header.Find(name) != nullptr; });
}

bool HasAudience(const Json& claims, absl::string_view audience) {
  const Json* member = claims.Find("aud");
  if (member == nullptr) return false;
  if (member->kind == Json::Kind::kString) return member->string == audience;
  absl::optional<std::vector<std::string>> list = member->Strings();
  return list && std::find(list->begin(), list->end(), audience) != list->end();
}

// Seconds since 1970 up to the year 9999.
bool ReadTime(const Json& claims, absl::string_view name, absl::Time& time) {
  const Json* member = claims.Find(name);
  if (member == nullptr || member->kind != Json::Kind::kInteger || member->integer < 0 ||
      member->integer >= kYear10000) {
    return false;
  }
  time = absl::FromUnixSeconds(member->integer);
  return true;
}

// Null when the times allow `now`, else the claim that does not.
const char* CheckTimes(const Json& claims, absl::Time now, absl::Time& expires) {
  absl::Time issued;
  absl::Time not_before = absl::InfinitePast();
  if (!ReadTime(claims, "exp", expires) || now >= expires + kLeeway) return "exp";
  if (!ReadTime(claims, "iat", issued) || issued > now + kLeeway) return "iat";
  if (claims.Find("nbf") != nullptr && !ReadTime(claims, "nbf", not_before)) return "nbf";
  if (not_before > now + kLeeway) return "nbf";
  if (expires <= issued || expires - issued > kLifetimeMax) return "lifetime";
  return nullptr;
}

bool ReadSubject(const Json& claims, std::string& subject) {
  const std::string* text = claims.FindString("sub");
  if (text == nullptr) return false;
  absl::string_view id = absl::StripPrefix(*text, "users/");
  subject = absl::StrCat("users/", id);
  return IsSubjectId(id);
}

bool ReadRoles(const Json& claims, std::vector<std::string>& roles) {
  const Json* member = claims.Find("roles");
  if (member == nullptr) return true;
  absl::optional<std::vector<std::string>> list = member->Strings();
  if (!list || list->size() > kRolesMax) return false;
  for (const std::string& role : *list) {
    if (!IsRole(role) || role == "service") return false;
  }
  roles = *std::move(list);
  return true;
}

}  // namespace

TokenVerifier::TokenVerifier(std::vector<TokenIssuer> issuers)
    : issuers_(std::move(issuers)), cache_(kEntriesMax) {}

absl::StatusOr<std::shared_ptr<const AccessToken>> TokenVerifier::Verify(absl::string_view token,
                                                                         absl::Time now) {
  if (token.size() > kBytesMax) return Refuse(kCredential, "size");
  std::string key = crypto::Sha256(token);
  if (auto known = cache_.Find(key, now)) return *known;
  ASSIGN_OR_RETURN(AccessToken checked, Check(token, now));
  auto result = std::make_shared<const AccessToken>(std::move(checked));
  cache_.Insert(key, result, std::min(result->expire_time, now + kRemember));
  return result;
}

absl::StatusOr<AccessToken> TokenVerifier::Check(absl::string_view token, absl::Time now) const {
  Parts parts;
  if (!Split(token, parts)) return Refuse(kCredential, "format");
  const Algorithm* algorithm = FindAlgorithm(parts.header);
  if (algorithm == nullptr) return Refuse(kCredential, "alg");
  if (HasForbiddenMember(parts.header)) return Refuse(kCredential, "header");
  if (!IsAccessTokenType(parts.header)) return Refuse(kCredential, "typ");
  const TokenIssuer* issuer = FindIssuer(parts.claims);
  if (issuer == nullptr) return Refuse(kCredential, "iss");
  const std::string* kid = parts.header.FindString("kid");
  if (kid == nullptr || !IsKeyId(*kid)) return Refuse(kCredential, "kid");
  auto key = issuer->keys.find(*kid);
  if (key == issuer->keys.end()) return Refuse(kCredential, "kid");
  if (!algorithm->verify(key->second.key, parts.message, parts.signature)) {
    return Refuse(kCredential, "signature");
  }
  return ReadClaims(*issuer, parts.claims, now);
}

absl::StatusOr<AccessToken> TokenVerifier::ReadClaims(const TokenIssuer& issuer, const Json& claims,
                                                      absl::Time now) const {
  AccessToken result;
  if (!HasAudience(claims, issuer.audience)) return Refuse(kCredential, "aud");
  if (const char* why = CheckTimes(claims, now, result.expire_time)) {
    return Refuse(kCredential, why);
  }
  if (!ReadSubject(claims, result.subject)) return Refuse(kCredential, "sub");
  const std::string* tenant = claims.FindString("tenant");
  if (tenant == nullptr || !IsTenant(*tenant) ||
      (!issuer.tenants.empty() && issuer.tenants.count(*tenant) == 0)) {
    return Refuse(kCredential, "tenant");
  }
  result.tenant = *tenant;
  if (!ReadRoles(claims, result.roles)) return Refuse(kCredential, "roles");
  return result;
}

const TokenIssuer* TokenVerifier::FindIssuer(const Json& claims) const {
  const std::string* name = claims.FindString("iss");
  if (name == nullptr) return nullptr;
  for (const TokenIssuer& issuer : issuers_) {
    if (issuer.issuer == *name) return &issuer;
  }
  return nullptr;
}

}  // namespace steward::auth

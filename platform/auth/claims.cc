#include "platform/auth/claims.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/auth/actor.h"
#include "platform/auth/names.h"
#include "platform/auth/refusal.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::auth {
namespace {

constexpr absl::string_view kCredential = "token";
constexpr size_t kRolesMax = 32;
constexpr absl::Duration kLifetimeMax = absl::Hours(24);
constexpr int64_t kYear10000 = 253402300800;

// Claims that OpenID Connect has in ID tokens only (Core §2, §3.3.2.11).
constexpr std::array<absl::string_view, 3> kOfIdTokens = {"nonce", "at_hash", "c_hash"};

std::vector<std::string> ReadAudiences(const Json& claims) {
  const Json* member = claims.Find("aud");
  if (member == nullptr) return {};
  if (member->kind == Json::Kind::kString) return {member->string};
  return member->Strings().value_or(std::vector<std::string>());
}

// Claims that name a client name one of the list, and one of them is there.
bool IsOfKnownClient(const TokenIssuer& issuer, const Json& claims) {
  bool named = false;
  for (absl::string_view name : {"azp", "client_id"}) {
    if (claims.Find(name) == nullptr) continue;
    const std::string* client = claims.FindString(name);
    if (client == nullptr || issuer.clients.count(*client) == 0) return false;
    named = true;
  }
  return named;
}

// Null when they allow the token to be used here, else the claim that does not.
const char* CheckAudience(const TokenIssuer& issuer, const Json& claims) {
  const std::vector<std::string> audiences = ReadAudiences(claims);
  if (std::find(audiences.begin(), audiences.end(), issuer.audience) == audiences.end())
    return "aud";
  if (audiences.size() == 1 && issuer.clients.empty()) return nullptr;
  return IsOfKnownClient(issuer, claims) ? nullptr : "azp";
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
const char* CheckTimes(const Json& claims, absl::Time now, absl::Time& issued,
                       absl::Time& expires) {
  absl::Time not_before = absl::InfinitePast();
  if (!ReadTime(claims, "exp", expires) || now >= expires + kClockLeeway) return "exp";
  if (!ReadTime(claims, "iat", issued) || issued > now + kClockLeeway) return "iat";
  if (claims.Find("nbf") != nullptr && !ReadTime(claims, "nbf", not_before)) return "nbf";
  if (not_before > now + kClockLeeway) return "nbf";
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

bool ReadTokenId(const Json& claims, std::string& token_id) {
  if (claims.Find("jti") == nullptr) return true;
  const std::string* text = claims.FindString("jti");
  if (text == nullptr) return false;
  token_id = *text;
  return true;
}

bool ReadTenant(const TokenIssuer& issuer, const Json& claims, std::string& tenant) {
  tenant = issuer.fixed_tenant;
  if (!tenant.empty()) return true;
  const std::string* text = claims.FindString(issuer.tenant_claim);
  if (text == nullptr || !IsTenant(*text)) return false;
  tenant = *text;
  return issuer.tenants.empty() || issuer.tenants.count(tenant) > 0;
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

// What nobody can hide who presents the token: it was issued to an actor, and says so.
absl::Status ReadAct(const TokenIssuer& issuer, const Json& claims, std::string& actor) {
  const Json* act = claims.Find("act");
  if (act == nullptr) return absl::OkStatus();
  if (!issuer.actors_recorded)
    return errors::WithText(Refuse(kCredential, "actor"),
                            "Tokens of this issuer with which somebody acts for their subject "
                            "(claim 'act') are not accepted.");
  absl::optional<std::string> read = ReadActor(*act, issuer.issuer);
  if (!read)
    return errors::WithText(Refuse(kCredential, "act"),
                            "The claim 'act' of the token names no actor by its 'sub'.");
  actor = *std::move(read);
  return absl::OkStatus();
}

bool IsOfIdToken(const Json& claims) {
  return std::any_of(kOfIdTokens.begin(), kOfIdTokens.end(),
                     [&claims](absl::string_view name) { return claims.Find(name) != nullptr; });
}

}  // namespace

absl::StatusOr<AccessToken> ReadClaims(const TokenIssuer& issuer, const Json& claims,
                                       absl::Time now) {
  AccessToken result;
  if (!issuer.at_jwt_required && IsOfIdToken(claims)) return Refuse(kCredential, "id_token");
  if (const char* why = CheckAudience(issuer, claims)) return Refuse(kCredential, why);
  if (const char* why = CheckTimes(claims, now, result.issue_time, result.expire_time))
    return Refuse(kCredential, why);
  if (!ReadSubject(claims, result.subject)) return Refuse(kCredential, "sub");
  if (!ReadTenant(issuer, claims, result.tenant)) return Refuse(kCredential, "tenant");
  result.known_subject_only = issuer.known_subjects_only;
  if (!ReadTokenId(claims, result.token_id)) return Refuse(kCredential, "jti");
  if (!ReadRoles(claims, result.roles)) return Refuse(kCredential, "roles");
  RETURN_IF_ERROR(ReadAct(issuer, claims, result.actor));
  return result;
}

}  // namespace steward::auth

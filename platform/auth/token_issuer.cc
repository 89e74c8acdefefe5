#include "platform/auth/token_issuer.h"

#include "absl/strings/str_cat.h"
#include "platform/auth/names.h"
#include "platform/status/macros.h"

namespace steward::auth {
namespace {

absl::Status Refuse(const TokenIssuer& issuer, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("the issuer ", issuer.issuer, " ", why));
}

absl::Status CheckIssuer(const TokenIssuer& issuer) {
  if (issuer.issuer.empty() || issuer.audience.empty())
    return absl::InvalidArgumentError("every issuer has a name and an audience");
  if (issuer.algorithms.empty()) return Refuse(issuer, "has no algorithms");
  if (issuer.keys == nullptr) return Refuse(issuer, "has no keys");
  for (const std::string& tenant : OwnTenants(issuer)) {
    if (!IsTenant(tenant)) return Refuse(issuer, "has a tenant that is not [a-z][a-z0-9-]{0,62}");
  }
  if (!issuer.fixed_tenant.empty() && !issuer.tenants.empty())
    return Refuse(issuer, "has one tenant for all tokens, and a list of tenants");
  return absl::OkStatus();
}

}  // namespace

std::set<std::string> OwnTenants(const TokenIssuer& issuer) {
  std::set<std::string> tenants = issuer.tenants;
  if (!issuer.fixed_tenant.empty()) tenants.insert(issuer.fixed_tenant);
  return tenants;
}

absl::Status CheckIssuers(const std::vector<TokenIssuer>& issuers) {
  std::set<std::string> names;
  std::set<std::string> owned;
  int without = 0;
  for (const TokenIssuer& issuer : issuers) {
    RETURN_IF_ERROR(CheckIssuer(issuer));
    if (!names.insert(issuer.issuer).second) return Refuse(issuer, "is there twice");
    const std::set<std::string> tenants = OwnTenants(issuer);
    for (const std::string& tenant : tenants) {
      if (!owned.insert(tenant).second)
        return Refuse(issuer, "has a tenant that another issuer has");
    }
    if (tenants.empty() && ++without > 1)
      return Refuse(issuer, "is the second one without tenants of its own");
  }
  return absl::OkStatus();
}

}  // namespace steward::auth

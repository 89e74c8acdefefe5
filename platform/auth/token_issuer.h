#pragma once

// Who may issue access tokens, and what those may say.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/auth/key_source.h"

namespace steward::auth {

struct TokenIssuer {
  // Exact value of the claim "iss".
  std::string issuer;
  // Must be the claim "aud" or one of its elements.
  std::string audience;
  // Those that its tokens may be signed with; never one of a shared secret.
  std::vector<Algorithm> algorithms;
  // Its own: they verify no token of another issuer.
  std::shared_ptr<KeySource> keys;
  // Whether a token must be of the type at+jwt (RFC 9068 §2.1). Else it may also be of the type JWT
  // or of none, as long as nothing tells that it is an ID token.
  bool at_jwt_required = true;
  // Clients (claim "azp" or "client_id") that tokens may have been issued to. Empty for all; then
  // a token must have no audience besides ours.
  std::set<std::string> clients;
  // Tenant of all its tokens; empty: the claim says it.
  std::string fixed_tenant;
  // Name of that claim.
  std::string tenant_claim = "tenant";
  // Tenants that its tokens may name; empty for all that no other issuer has.
  std::set<std::string> tenants;
  // Whether tokens with which somebody acts for their subject (claim "act", RFC 8693 §4.1) count,
  // and events name the actor, too; else they are refused.
  bool actors_recorded = false;
  // Whether only tokens of users whom the directory knows count.
  bool known_subjects_only = false;
};

// The tenants that belong to an issuer: no other may name them.
std::set<std::string> OwnTenants(const TokenIssuer& issuer);

// Whether these can stand side by side: each with a name of its own, algorithms and keys; no tenant
// belongs to two, and at most one has none of its own. Else INVALID_ARGUMENT with a sentence for
// operators.
absl::Status CheckIssuers(const std::vector<TokenIssuer>& issuers);

}  // namespace steward::auth

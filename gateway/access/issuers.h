#pragma once

// The issuers of access tokens, as the configuration names them.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/jwks_fetch.h"
#include "platform/auth/token_issuer.h"

namespace steward::gateway {

struct IssuerEntry {
  // Without keys.
  auth::TokenIssuer issuer;
  // URL that its keys are fetched from, or path of a file that has them.
  std::string jwks;
};

// Reads words "name=value" between spaces; "|" separates the values of a list:
//
//   issuer=https://id.example audience=steward algorithms=RS256|ES256 jwks=https://id.example/keys
//
// These four are required. There may be
//   types=at+jwt|jwt   accepts tokens of the type JWT or of none, too; at+jwt is the default
//   clients=a|b        clients that tokens may have been issued to
//   tenant=acme        the tenant of all tokens
//   tenant_claim=org   the claim that names the tenant; "tenant" is the default
//   tenants=acme|demo  the tenants that tokens may name
//   subjects=known     only tokens of users whom the directory knows count; "any" is the default
//   actors=record      tokens with which somebody acts for their subject count, and events name
//                      both; "refuse" is the default
// INVALID_ARGUMENT with a clause for operators, without the values.
absl::StatusOr<IssuerEntry> ParseIssuer(absl::string_view text);

// Reads the files of keys and begins to fetch the others. INVALID_ARGUMENT or NOT_FOUND with a
// sentence for operators when that is not possible, or when auth::CheckIssuers says that the
// issuers cannot stand side by side.
absl::StatusOr<std::vector<auth::TokenIssuer>> OpenIssuers(std::vector<IssuerEntry> entries,
                                                           const auth::FetchOptions& fetch);

}  // namespace steward::gateway

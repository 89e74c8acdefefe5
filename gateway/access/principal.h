#pragma once

// Who is calling and what they may do.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/network.h"

namespace steward::gateway {

struct Principal {
  // Empty of somebody without a credential.
  std::string tenant;
  // Such as "users/alice" or "serviceAccounts/ci", of another tenant "tenants/globex/users/bob";
  // auth::kAnonymous without a credential.
  std::string subject;
  std::vector<std::string> roles;
  // How many of them, the last ones, the directory has given.
  int granted_roles = 0;
  // When one of them ends: then there are others.
  absl::Time roles_end = absl::InfiniteFuture();
  // Groups of the subject, sorted; only when a role uses groups.
  std::vector<std::string> groups;
  // As of auth::CredentialOfToken, or the name of an API key.
  std::string credential;
  // When the credential ceases to count.
  absl::Time expire_time = absl::InfiniteFuture();
  // Where an API key may be used from; empty for anywhere.
  std::vector<auth::Network> networks;
  // Without a credential: whose requests limits count together, instead of a tenant's.
  std::string origin;
};

// Somebody at this address (without port) of whom nothing else is known.
Principal AnonymousAt(absl::string_view address);

}  // namespace steward::gateway

#pragma once

// Who is calling and what they may do.

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "platform/auth/network.h"

namespace steward::gateway {

struct Principal {
  std::string tenant;
  // Such as "users/alice" or "serviceAccounts/ci".
  std::string subject;
  std::vector<std::string> roles;
  // How many of them, the last ones, the directory has given.
  int granted_roles = 0;
  // Groups of the subject, sorted; only when a role uses groups.
  std::vector<std::string> groups;
  // "token", or the name of an API key.
  std::string credential;
  // When the credential ceases to count.
  absl::Time expire_time = absl::InfiniteFuture();
  // Where an API key may be used from; empty for anywhere.
  std::vector<auth::Network> networks;
};

}  // namespace steward::gateway

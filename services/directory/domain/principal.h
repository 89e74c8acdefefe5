#pragma once

// Who a credential stands for: pure decisions, thread-safe.

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "steward/directory/v1/api_key.pb.h"
#include "steward/directory/v1/service_account.pb.h"
#include "steward/directory/v1/user.pb.h"
#include "steward/identity/v1/principal.pb.h"

namespace steward::directory {

using identity::v1::Principal;

// A user's time in a group that is in use.
struct Tenure {
  // Such as "groups/network".
  std::string group;
  absl::Time start;
  absl::Time end = absl::InfiniteFuture();
};

// A role that access grants give, as far as they have not ended.
struct GrantedRole {
  std::string role;
  // Until when it lasts; in the past while it does not.
  absl::Time end = absl::InfinitePast();
  // When the next grant of it begins.
  absl::Time next_start = absl::InfiniteFuture();
};

// What the directory has of the subject of a token.
struct KnownUser {
  v1::User user;
  // Whether the user's organization, or one that it is a part of, is disabled.
  bool organization_disabled = false;
  // Sorted by group.
  std::vector<Tenure> tenures;
};

// What the directory has of an API key whose secret is the right one.
struct KnownKey {
  std::string tenant;
  v1::ApiKey key;
  v1::ServiceAccount account;
};

Principal UnknownPrincipal();
Principal RefusedPrincipal();
// REFUSED when the user or an organization above is disabled. Groups are those of tenures that have
// begun and not ended.
Principal PrincipalOf(const KnownUser& known, const std::string& tenant, absl::Time now);
// REFUSED when the key was revoked or has expired, or its account is disabled. A key has no role
// that its account has lost.
Principal PrincipalOf(const KnownKey& known, absl::Time now);

// Adds the roles that are granted now, and that this changes with the next begin or end of one.
void AddGranted(const std::vector<GrantedRole>& granted, absl::Time now, Principal* principal);
// The names by which access grants may mean somebody who is `home` in their own tenant: theirs and
// those of their groups, in lower case.
std::vector<std::string> NamesForGrants(const Principal& home);
// Who somebody who is `home` in their own tenant is in `tenant`: REFUSED when they are at home;
// NOT_GRANTED when they are not known there, or nothing is granted now.
Principal GuestOf(const Principal& home, const std::string& tenant,
                  const std::vector<GrantedRole>& granted, absl::Time now);

}  // namespace steward::directory

#pragma once

// What there is to know of tenants for telling their events, read for many tenants at once.
// Thread-safe.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/pg/pool.h"
#include "services/notification/domain/telling.h"

namespace steward::notification {

// A tenant and the name of something in it.
using TenantName = std::pair<std::string, std::string>;
using TenantNames = std::set<TenantName>;

class TellingStore {
 public:
  // Of one group; whoever is beyond is not told.
  static constexpr int kMembersMax = 1000;
  // Of one user; whoever is beyond is not told.
  static constexpr int kSubstitutesMax = 20;

  explicit TellingStore(pg::Pool* pool) : pool_(pool) {}

  // The rules that count in each of the tenants: the ENABLED ones of its own, and what is shipped
  // and not replaced, each with its name.
  absl::StatusOr<std::map<std::string, std::vector<NotificationRule>>> Rules(
      const std::set<std::string>& tenants) const;
  // The templates under these names, the tenants' own before those that are shipped.
  absl::StatusOr<std::map<TenantName, NotificationTemplate>> Templates(
      const TenantNames& names) const;
  // The users who belong to these groups.
  absl::StatusOr<std::map<TenantName, std::vector<std::string>>> Members(const TenantNames& groups,
                                                                         absl::Time now) const;
  // By tenant, who may act for these users.
  absl::StatusOr<std::map<std::string, KnownSubstitutes>> Substitutes(const TenantNames& users,
                                                                      absl::Time now) const;
  // Those of the users who are known, by tenant.
  absl::StatusOr<std::map<std::string, KnownPeople>> People(const TenantNames& users) const;

 private:
  // Runs a statement whose first parameters are the tenants and the names, with what `bind` adds.
  template <class Bind>
  absl::StatusOr<pg::Result> Read(const pg::Query& query, const TenantNames& names,
                                  const Bind& bind) const;
  // Runs one that reads what lies under these names in a collection, such as "memberships", now.
  absl::StatusOr<pg::Result> ReadUnder(const pg::Query& query, const TenantNames& names,
                                       absl::string_view collection, absl::Time now,
                                       int limit) const;

  pg::Pool* const pool_;
};

}  // namespace steward::notification

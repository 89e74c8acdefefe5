#pragma once

// The directory in PostgreSQL: the only place of the service that sees SQL. Thread-safe.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/store/collection.h"
#include "services/directory/scim/search.h"
#include "services/directory/store/scim_list.h"
#include "services/directory/store/tables.h"
#include "steward/directory/v1/substitute_service.pb.h"

namespace steward::directory {

class Directory {
 public:
  Directory(pg::Pool* pool, const store::CollectionParts& parts);

  const store::Collection<v1::User> users;
  const store::Collection<v1::Organization> organizations;
  const store::Collection<v1::Location> locations;
  const store::Collection<v1::Group> groups;
  const store::Collection<v1::Membership> memberships;
  const store::Collection<v1::Substitute> substitutes;
  const store::Collection<v1::ServiceAccount> accounts;
  const store::Collection<v1::ApiKey> keys;
  // In the operator's tenant.
  const store::Collection<v1::Tenant> tenants;

  // A user, an organization or a location and all that stand above it, as far as they exist;
  // nothing for the empty name.
  absl::StatusOr<std::vector<std::string>> ManagersFrom(const Call& call,
                                                        absl::string_view name) const;
  absl::StatusOr<std::vector<std::string>> OrganizationsFrom(const Call& call,
                                                             absl::string_view name) const;
  absl::StatusOr<std::vector<std::string>> LocationsFrom(const Call& call,
                                                         absl::string_view name) const;
  // Whether the tenant has an administrator when this user, or this organization, is like that: a
  // user who is ACTIVE and has the role tenant_admin, with all organizations above them ACTIVE.
  absl::StatusOr<bool> IsAdministered(const Call& call, const v1::User& user) const;
  absl::StatusOr<bool> IsAdministered(const Call& call, const v1::Organization& organization) const;
  // How many keys of an account count at the time of the call.
  absl::StatusOr<int64_t> CountActiveKeys(const Call& call, const std::string& account_id) const;

  // Id of the user who has the name, in whatever case; empty when nobody has.
  absl::StatusOr<std::string> UserNamed(const Call& call, absl::string_view user_name) const;
  // States of the users with these ids, in no order; nothing for one whom nobody has.
  absl::StatusOr<std::vector<v1::User::State>> StatesOf(const Call& call,
                                                        const std::vector<std::string>& ids) const;

  // A place in a group: what is there, or the version of what was deleted there.
  struct Place {
    std::string user_id;
    // Without a name when it was deleted.
    store::Stored<v1::Membership> membership;
  };
  // By user.
  absl::StatusOr<std::vector<Place>> PlacesIn(const Call& call, const std::string& group_id) const;
  // Those that a user has, by group.
  absl::StatusOr<std::vector<Place>> PlacesOf(const Call& call, const std::string& user_id) const;
  // What goes with this write happens only while the group and all its memberships stand as they
  // were read; `versions` is the sum of those of the places in it.
  journal::Write CheckUnchanged(const Call& call, const store::Stored<v1::Group>& group,
                                int64_t versions) const;
  // Ids of the users who belong to each of the groups now, by group id.
  absl::StatusOr<std::map<std::string, std::vector<std::string>>> MembersOf(
      const Call& call, const std::vector<std::string>& group_ids) const;
  // (id, display name) of the groups that each of the users belongs to now, by user id.
  using GroupNames = std::vector<std::pair<std::string, std::string>>;
  absl::StatusOr<std::map<std::string, GroupNames>> GroupsOf(
      const Call& call, const std::vector<std::string>& user_ids) const;
  // Sums of the versions of all memberships ever, by group id; nothing for a group without any.
  absl::StatusOr<std::map<std::string, int64_t>> MembershipVersions(
      const Call& call, const std::vector<std::string>& group_ids) const;

  // Substitutes of a user and those that the user is, which have not ended; at most `limit`.
  absl::StatusOr<std::vector<store::Stored<v1::Substitute>>> LastingSubstitutes(
      const Call& call, const std::string& user_id, size_t limit) const;
  // A page of those of all users that the caller sees; who sees only their own sees those where
  // they are either of the two. Errors: PERMISSION_DENIED of who is no user, and as of Lister.
  absl::StatusOr<Encoded<v1::ListSubstitutesResponse>> ListAllSubstitutes(
      const Call& call, const v1::ListSubstitutesRequest& request) const;

  // A page of what SCIM shows, as the search asks. Errors: INVALID_FILTER, FILTER_TOO_COMPLEX.
  template <class Resource>
  struct Page {
    int64_t total = 0;
    std::vector<Resource> resources;
  };
  absl::StatusOr<Page<v1::User>> FindUsers(const Call& call, const scim::Search& search) const;
  absl::StatusOr<Page<v1::Group>> FindGroups(const Call& call, const scim::Search& search) const;

 private:
  absl::StatusOr<pg::Result> Read(const Call& call, pg::Statement statement) const;
  template <class Resource>
  absl::StatusOr<Page<Resource>> FindPage(const Call& call, const ScimList& list,
                                          const scim::Search& search) const;
  absl::StatusOr<std::vector<std::string>> ListAbove(const Call& call, const pg::Query& query,
                                                     absl::string_view collection,
                                                     absl::string_view name) const;

  pg::Pool* pool_;
  const store::Lister* lister_;
};

}  // namespace steward::directory

#include "services/directory/store/directory.h"

#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/sql.h"

namespace steward::directory {

Directory::Directory(pg::Pool* pool, const store::CollectionParts& parts)
    : users(UserTable(), parts),
      organizations(OrganizationTable(), parts),
      locations(LocationTable(), parts),
      groups(GroupTable(), parts),
      memberships(MembershipTable(), parts),
      substitutes(SubstituteTable(), parts),
      accounts(ServiceAccountTable(), parts),
      keys(ApiKeyTable(), parts),
      tenants(TenantTable(), parts),
      pool_(pool),
      lister_(parts.lister) {}

absl::StatusOr<std::vector<std::string>> Directory::ListAbove(const Call& call,
                                                              const pg::Query& query,
                                                              absl::string_view collection,
                                                              absl::string_view name) const {
  std::vector<std::string> names;
  if (name.empty()) return names;
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(collection, name));
  pg::Statement statement{&query, {}, {}};
  statement.params.Text(call.tenant).Text(id);
  ASSIGN_OR_RETURN(auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  for (int row = 0; row < rows.rows(); ++row) names.push_back(rows.Text(row, 0));
  return names;
}

absl::StatusOr<std::vector<std::string>> Directory::ManagersFrom(const Call& call,
                                                                 absl::string_view name) const {
  return ListAbove(call, sql::kListManagersAbove, "users", name);
}

absl::StatusOr<std::vector<std::string>> Directory::OrganizationsFrom(
    const Call& call, absl::string_view name) const {
  return ListAbove(call, sql::kListOrganizationsAbove, "organizations", name);
}

absl::StatusOr<std::vector<std::string>> Directory::LocationsFrom(const Call& call,
                                                                  absl::string_view name) const {
  return ListAbove(call, sql::kListLocationsAbove, "locations", name);
}

absl::StatusOr<bool> Directory::IsAdministered(const Call& call, const v1::User& user) const {
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName("users", user.name()));
  pg::Statement statement{&sql::kCheckAdministeredWithUser, {}, {}};
  statement.params.Text(call.tenant).Text(id);
  statement.params.TextArray(std::vector<std::string>(user.roles().begin(), user.roles().end()));
  statement.params.Small(static_cast<int16_t>(user.state())).Text(user.organization());
  ASSIGN_OR_RETURN(auto rows, Read(call, std::move(statement)));
  return rows.Bool(0, 0);
}

absl::StatusOr<bool> Directory::IsAdministered(const Call& call,
                                               const v1::Organization& organization) const {
  ASSIGN_OR_RETURN(const std::string id,
                   resource::IdFromName("organizations", organization.name()));
  pg::Statement statement{&sql::kCheckAdministeredWithOrganization, {}, {}};
  statement.params.Text(call.tenant).Text(id).Text(organization.parent());
  statement.params.Small(static_cast<int16_t>(organization.state()));
  ASSIGN_OR_RETURN(auto rows, Read(call, std::move(statement)));
  return rows.Bool(0, 0);
}

absl::StatusOr<int64_t> Directory::CountActiveKeys(const Call& call,
                                                   const std::string& account_id) const {
  pg::Statement statement{&sql::kCountActiveApiKeys, {}, {}};
  statement.params.Text(call.tenant).Text(account_id).Time(call.now());
  ASSIGN_OR_RETURN(auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  return rows.Int(0, 0);
}

absl::StatusOr<pg::Result> Directory::Read(const Call& call, pg::Statement statement) const {
  return pool_->Read(call.tenant, std::move(statement), call.deadline);
}

absl::StatusOr<std::string> Directory::UserNamed(const Call& call,
                                                 absl::string_view user_name) const {
  pg::Statement statement{&sql::kGetUserNamed, {}, {}};
  statement.params.Text(call.tenant).Text(user_name);
  ASSIGN_OR_RETURN(auto rows, Read(call, std::move(statement)));
  return rows.rows() == 0 ? std::string() : rows.Text(0, 0);
}

absl::StatusOr<std::vector<v1::User::State>> Directory::StatesOf(
    const Call& call, const std::vector<std::string>& ids) const {
  pg::Statement statement{&sql::kListStatesOfUsers, {}, {}};
  statement.params.Text(call.tenant).TextArray(ids);
  ASSIGN_OR_RETURN(auto rows, Read(call, std::move(statement)));
  std::vector<v1::User::State> states;
  for (int row = 0; row < rows.rows(); ++row)
    states.push_back(static_cast<v1::User::State>(rows.Int(row, 0)));
  return states;
}

}  // namespace steward::directory

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "platform/access/record_rule.h"
#include "platform/status/macros.h"
#include "platform/store/bind.h"
#include "platform/store/list.h"
#include "services/directory/sql.h"
#include "services/directory/store/directory.h"

namespace steward::directory {
namespace {

const resource::ColumnTable& ColumnsOf(const v1::User&) { return *UserTable().list.table; }
const resource::ColumnTable& ColumnsOf(const v1::Group&) { return *GroupTable().list.table; }

pg::Statement About(const pg::Query& query, const Call& call, const std::vector<std::string>& ids) {
  pg::Statement statement{&query, {}, {}};
  statement.params.Text(call.tenant).TextArray(ids);
  return statement;
}

// Of a row with the version second and the body third.
absl::StatusOr<store::Stored<v1::Membership>> MembershipIn(const pg::Result& rows, int row,
                                                           const std::string& group_id,
                                                           const std::string& user_id) {
  store::Stored<v1::Membership> stored{{}, rows.Int(row, 1)};
  if (rows.IsNull(row, 2)) return stored;
  ASSIGN_OR_RETURN(
      stored.resource,
      store::ParseBody<v1::Membership>(
          rows.Bytes(row, 2), absl::StrCat("groups/", group_id, "/memberships/", user_id)));
  return stored;
}

}  // namespace

absl::StatusOr<std::vector<Directory::Place>> Directory::PlacesIn(
    const Call& call, const std::string& group_id) const {
  pg::Statement statement{&sql::kListGroupMembers, {}, {}};
  statement.params.Text(call.tenant).Text(group_id);
  ASSIGN_OR_RETURN(const auto rows, Read(call, std::move(statement)));
  std::vector<Place> places(rows.rows());
  for (int row = 0; row < rows.rows(); ++row) {
    places[row].user_id = rows.Text(row, 0);
    ASSIGN_OR_RETURN(places[row].membership, MembershipIn(rows, row, group_id, rows.Text(row, 0)));
  }
  return places;
}

absl::StatusOr<std::vector<Directory::Place>> Directory::PlacesOf(
    const Call& call, const std::string& user_id) const {
  pg::Statement statement{&sql::kListPlacesOfUser, {}, {}};
  statement.params.Text(call.tenant).Text(user_id);
  ASSIGN_OR_RETURN(const auto rows, Read(call, std::move(statement)));
  std::vector<Place> places(rows.rows());
  for (int row = 0; row < rows.rows(); ++row) {
    places[row].user_id = user_id;
    ASSIGN_OR_RETURN(places[row].membership, MembershipIn(rows, row, rows.Text(row, 0), user_id));
  }
  return places;
}

journal::Write Directory::CheckUnchanged(const Call& call, const store::Stored<v1::Group>& group,
                                         int64_t versions) const {
  journal::Write write{&sql::kCheckGroupUnchanged, journal::WriteParams()};
  write.params.Text(call.tenant).Text(absl::StripPrefix(group.resource.name(), "groups/"));
  write.params.Int(group.version).Int(versions);
  return write;
}

absl::StatusOr<std::map<std::string, std::vector<std::string>>> Directory::MembersOf(
    const Call& call, const std::vector<std::string>& group_ids) const {
  pg::Statement statement = About(sql::kListMembers, call, group_ids);
  statement.params.Time(call.now());
  ASSIGN_OR_RETURN(auto rows, Read(call, std::move(statement)));
  std::map<std::string, std::vector<std::string>> members;
  for (int row = 0; row < rows.rows(); ++row)
    members[rows.Text(row, 0)].push_back(rows.Text(row, 1));
  return members;
}

absl::StatusOr<std::map<std::string, Directory::GroupNames>> Directory::GroupsOf(
    const Call& call, const std::vector<std::string>& user_ids) const {
  pg::Statement statement = About(sql::kListGroupsOfUsers, call, user_ids);
  statement.params.Time(call.now());
  ASSIGN_OR_RETURN(auto rows, Read(call, std::move(statement)));
  std::map<std::string, GroupNames> found;
  for (int row = 0; row < rows.rows(); ++row)
    found[rows.Text(row, 0)].emplace_back(rows.Text(row, 1), rows.Text(row, 2));
  return found;
}

absl::StatusOr<std::map<std::string, int64_t>> Directory::MembershipVersions(
    const Call& call, const std::vector<std::string>& group_ids) const {
  ASSIGN_OR_RETURN(auto rows, Read(call, About(sql::kSumMembershipVersions, call, group_ids)));
  std::map<std::string, int64_t> sums;
  for (int row = 0; row < rows.rows(); ++row) sums[rows.Text(row, 0)] = rows.Int(row, 1);
  return sums;
}

template <class Resource>
absl::StatusOr<Directory::Page<Resource>> Directory::FindPage(const Call& call,
                                                              const ScimList& list,
                                                              const scim::Search& search) const {
  ASSIGN_OR_RETURN(const resource::Sql filter,
                   CompileScimFilter(search.filter, list, 2, call.roles));
  ASSIGN_OR_RETURN(const std::string order, ScimOrder(search, list, call.roles));
  pg::Statement count;
  count.params.Text(call.tenant);
  store::Bind(filter.params, &count.params);
  const resource::Sql visible =
      access::RecordRule::Of(Resource::descriptor())
          .Condition(access::ViewerOf(call), ColumnsOf(Resource()), count.params.size() + 1);
  store::Bind(visible.params, &count.params);
  const std::string condition = absl::StrCat(visible.text, " AND ", filter.text);
  pg::Statement page = count;
  count.text = absl::StrReplaceAll(list.count->text, {{"{filter}", condition}});
  // Not parameters: a plan for all values would be one for a tenth of the table.
  const std::string limit = absl::StrCat(search.count, " OFFSET ", search.start_index - 1);
  page.text = absl::StrReplaceAll(
      list.page->text, {{"{filter}", condition}, {"{order}", order}, {"{limit}", limit}});
  ASSIGN_OR_RETURN(const auto total, Read(call, std::move(count)));
  Page<Resource> found;
  found.total = total.Int(0, 0);
  if (search.count == 0) return found;
  ASSIGN_OR_RETURN(const auto rows, Read(call, std::move(page)));
  const std::string collection = absl::AsciiStrToLower(list.type->endpoint).substr(1);
  for (int row = 0; row < rows.rows(); ++row) {
    const std::string name = absl::StrCat(collection, "/", rows.Text(row, 0));
    ASSIGN_OR_RETURN(Resource resource, store::ParseBody<Resource>(rows.Bytes(row, 1), name));
    found.resources.push_back(std::move(resource));
  }
  return found;
}

absl::StatusOr<Directory::Page<v1::User>> Directory::FindUsers(const Call& call,
                                                               const scim::Search& search) const {
  return FindPage<v1::User>(call, ScimUserList(), search);
}

absl::StatusOr<Directory::Page<v1::Group>> Directory::FindGroups(const Call& call,
                                                                 const scim::Search& search) const {
  return FindPage<v1::Group>(call, ScimGroupList(), search);
}

}  // namespace steward::directory

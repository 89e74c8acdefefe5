// The plans that PostgreSQL makes for what is asked by name, once the tables have grown.

#include "absl/strings/str_replace.h"
#include "platform/testing/explain.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using ::testing::HasSubstr;

class PlansTest : public DirectoryTest {
 protected:
  void SetUp() override {
    Fill("organization", "id, display_name, parent, state", "'o' || i, '', '', 1");
    Fill("location", "id, display_name, parent, time_zone, address, country, state",
         "'l' || i, '', '', '', '', '', 1");
    Fill("directory_user",
         "id, display_name, email, phone, title, locale, time_zone, manager, organization,"
         " location, roles, vip, external_id, state",
         "'u' || i, '', '', '', '', '', '', '', '', '', '{}', false, '', 1");
    Fill("directory_group", "id, display_name, kind, manager, state", "'g' || i, '', 1, '', 1");
    Fill("membership", "id, group_id, user_id, role, start_time",
         "'g1/u' || i, 'g1', 'u' || i, 1, now()");
    Fill("substitute", "id, user_id, substitute_id, start_time, end_time, reason",
         "'u' || i || '/u' || i + 1, 'u' || i, 'u' || i + 1, now(), now(), ''", 4999);
    Fill("tenant", "id, display_name, region, state, suspend_reason", "'t' || i, '', '', 1, ''");
    Fill("service_account", "id, display_name, roles, state", "'a' || i, '', '{}', 1");
    Fill("api_key",
         "id, account_id, key_id, display_name, roles, state, creator, expire_time, digest",
         "'a1/k' || i, 'a1', 'k' || i, '', '{}', 1, '', now(), ''");
    Fill("access_grant",
         "id, grantee_tenant, grantee, roles, reason, start_time, expire_time, creator",
         "'g' || i, 'globex', 'users/u' || i, '{agent}', '', now(), now(), ''");
    Inspect("ANALYZE");
  }

  void Fill(absl::string_view table, absl::string_view columns, absl::string_view values,
            int rows = 5000) {
    Inspect(absl::StrCat("INSERT INTO ", table,
                         " (tenant_id, version, create_time, update_time, body, ", columns,
                         ") SELECT 'acme', 1, now(), now(), '', ", values,
                         " FROM generate_series(1, ", rows, ") i"));
  }

  // As a list of SCIM has them.
  std::string PlanOfFilter(const ScimList& list, absl::string_view filter) {
    const std::string condition = CompileScimFilter(filter, list, 2, {})->text;
    const std::string text = absl::StrReplaceAll(
        list.page->text, {{"{filter}", condition}, {"{order}", ""}, {"{limit}", "100"}});
    return Plan({"list", text.c_str()}, 2);
  }

  // As the point reader's connection has them.
  std::string Plan(const pg::Query& query, int params) {
    return ExplainPrepared(*connection_, {pg::ScopeTo({"acme"})}, query,
                           std::vector<std::string>(params, "NULL"));
  }

  std::unique_ptr<pg::Connection> connection_ =
      pg::Connection::Open(application_,
                           "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
                           " -c plan_cache_mode=force_generic_plan")
          .value();
};

TEST_F(PlansTest, LookUpByTenantAndId) {
  for (const pg::Query* query : {&sql::kGetUsers, &sql::kGetOrganizations, &sql::kGetLocations,
                                 &sql::kGetGroups, &sql::kGetServiceAccounts})
    EXPECT_THAT(Plan(*query, 2),
                HasSubstr("Index Cond: ((tenant_id = i.tenant_id) AND (folded_id = i.id))"))
        << query->name;
  for (const pg::Query* query : {&sql::kGetMemberships, &sql::kGetSubstitutes, &sql::kGetApiKeys,
                                 &sql::kGetTenants, &sql::kGetAccessGrants})
    EXPECT_THAT(Plan(*query, 2),
                HasSubstr("Index Cond: ((tenant_id = i.tenant_id) AND (id = i.id))"))
        << query->name;
}

TEST_F(PlansTest, ClimbByTenantAndId) {
  EXPECT_THAT(Plan(sql::kListManagersAbove, 2),
              HasSubstr("Index Cond: ((tenant_id = $1) AND (id = a_1.manager_id))"));
  EXPECT_THAT(Plan(sql::kListOrganizationsAbove, 2),
              HasSubstr("Index Cond: ((tenant_id = $1) AND (id = a_1.parent_id))"));
  EXPECT_THAT(Plan(sql::kListLocationsAbove, 2),
              HasSubstr("Index Cond: ((tenant_id = $1) AND (id = a_1.parent_id))"));
}

TEST_F(PlansTest, AskWhoIsCallingByIndex) {
  const std::string user = Plan(sql::kFindPrincipal, 3);
  EXPECT_THAT(user, HasSubstr("Index Cond: ((tenant_id = $1) AND (folded_id = $2))"));
  EXPECT_THAT(user, HasSubstr("Index Scan using membership_by_user"));
  EXPECT_THAT(Plan(sql::kListGrantedRoles, 4),
              HasSubstr("Index Scan using access_grant_by_grantee"));
  EXPECT_THAT(Plan(sql::kFindKeys, 1), HasSubstr("Index Scan using api_key_by_key_id"));
}

TEST_F(PlansTest, FindWhatIdentityProvidersLookFor) {
  EXPECT_THAT(PlanOfFilter(ScimUserList(), "userName eq \"a\""),
              HasSubstr("Index Cond: ((tenant_id = $1) AND (folded_user_name = lower($2)))"));
  for (const ScimList* list : {&ScimUserList(), &ScimGroupList()})
    EXPECT_THAT(PlanOfFilter(*list, "externalId eq \"a\" and externalId pr"),
                HasSubstr("Index Cond: ((tenant_id = $1) AND (external_id = $2))"));
  EXPECT_THAT(Plan(sql::kGetUserNamed, 2),
              HasSubstr("Index Cond: ((tenant_id = $1) AND (folded_user_name = lower($2)))"));
  EXPECT_THAT(Plan(sql::kListGroupsOfUsers, 3), HasSubstr("membership_by_user"));
  EXPECT_THAT(Plan(sql::kListLastingSubstitutes, 4), HasSubstr("substitute_by_substitute"));
}

}  // namespace
}  // namespace steward::directory

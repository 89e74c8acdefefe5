// The schema that this service gives its database: who may see and do what, and whether every
// statement fits it.

#include "platform/testing/schema_suite.h"

#include "platform/journal/queries.h"
#include "services/directory/sql.h"
#include "services/directory/store/access_grants.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SchemaTest : public SchemaSuite {
 protected:
  static void SetUpTestSuite() {
    Begin(
        {{"journal", journal::sql::kMigrations}, {"directory", sql::kMigrations}},
        "INSERT INTO organization VALUES ('%', 'o', DEFAULT, 1, 'O', '', DEFAULT, 1, now(), now(),"
        " '');"
        "INSERT INTO location VALUES ('%', 'l', DEFAULT, 1, 'L', '', DEFAULT, '', '', '', 1, now(),"
        " now(), '');"
        "INSERT INTO directory_user VALUES ('%', 'u', DEFAULT, 1, 'U', '', '', '', '', '', '',"
        " DEFAULT, 'organizations/o', DEFAULT, 'locations/l', '{}', false, '', 1, now(), now(),"
        " '');"
        "INSERT INTO directory_group VALUES ('%', 'g', DEFAULT, 1, 'G', 1, 'users/u', DEFAULT, 1,"
        " now(), now(), '');"
        "INSERT INTO membership VALUES ('%', 'g/u', 1, 'g', 'u', 1, now(), NULL, now(), now(), '');"
        "INSERT INTO substitute VALUES ('%', 'u/u', 1, 'u', 'u', now(), now(), '', now(), now(),"
        " '');"
        "INSERT INTO tenant VALUES ('%', 't', 1, 'T', '', 1, '', now(), now(), '');"
        "INSERT INTO service_account VALUES ('%', 'a', DEFAULT, 1, 'A', '{}', 1, now(), now(), '');"
        "INSERT INTO api_key VALUES ('%', 'a/k', 1, 'a', 'k', '', '{}', 1, '', now(), now(), now(),"
        " '', '', NULL);"
        "INSERT INTO access_grant VALUES ('%', 'g', 1, 'globex', 'users/bob', DEFAULT, '{agent}',"
        " '', now(), now(), NULL, '', now(), now(), '');"
        "INSERT INTO api_key_use VALUES ('%', 'a/k', now(), '');");
  }
};

TEST_F(SchemaTest, FencesEveryTableThatHasATenant) {
  EXPECT_THAT(schema_->TablesOfTenants(),
              ElementsAre("access_grant", "api_key", "api_key_use", "counter", "directory_group",
                          "directory_user", "journal", "location", "membership", "organization",
                          "request", "service_account", "substitute", "tenant"));
  ExpectTenantsApart();
  // That a key is used is noted before its tenant is known.
  EXPECT_THAT(schema_->WidePolicies(), ElementsAre("api_key_use system PERMISSIVE ALL"));
}

TEST_F(SchemaTest, ShowsOneTenantOnlyToAQueryThatForgetsIt) {
  auto application = Application();
  for (const char* table :
       {"access_grant", "api_key", "api_key_use", "directory_group", "directory_user", "location",
        "membership", "organization", "service_account", "substitute", "tenant"}) {
    auto rows = Schema::Query(*application, absl::StrCat("SELECT FROM ", table), {"acme"});
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->rows(), 1) << table;
  }
}

TEST_F(SchemaTest, RefersToNothingOfAnotherTenant) {
  for (const char* text :
       {"INSERT INTO membership VALUES ('gamma', 'g/u', 1, 'g', 'u', 1, now(), NULL, now(), now(),"
        " '')",
        "UPDATE directory_user SET manager = 'users/nobody' WHERE tenant_id = 'acme'",
        "UPDATE directory_user SET location = 'locations/nowhere' WHERE tenant_id = 'acme'",
        "UPDATE location SET parent = 'locations/nowhere' WHERE tenant_id = 'acme'",
        "INSERT INTO substitute VALUES ('gamma', 'u/u', 1, 'u', 'u', now(), now(), '', now(), "
        "now(),"
        " '')",
        "UPDATE organization SET parent = 'organizations/nothing' WHERE tenant_id = 'acme'",
        "INSERT INTO api_key VALUES ('gamma', 'a/k', 1, 'a', 'k', '', '{}', 1, '', now(), now(),"
        " now(), '', '')"}) {
    auto outcome = Schema::Query(schema_->superuser(), text);
    EXPECT_EQ(pg::SqlState(outcome.status()), "23503") << text;
  }
}

TEST_F(SchemaTest, TakesAnIdOnceInAnyCase) {
  auto outcome = Schema::Query(schema_->superuser(),
                               "INSERT INTO service_account VALUES ('acme', 'A', DEFAULT, 1, 'A',"
                               " '{}', 1, now(), now(), '')");
  EXPECT_EQ(pg::SqlState(outcome.status()), pg::kUniqueViolation);
}

TEST_F(SchemaTest, GivesTheApplicationNoMoreThanItNeeds) {
  auto application = Application();
  for (const char* forbidden :
       {"DELETE FROM directory_user", "DELETE FROM organization", "DELETE FROM directory_group",
        "DELETE FROM membership", "DELETE FROM location", "DELETE FROM substitute",
        "DELETE FROM tenant", "DELETE FROM service_account", "DELETE FROM api_key",
        "DELETE FROM access_grant", "TRUNCATE directory_user",
        "ALTER TABLE api_key DISABLE ROW LEVEL SECURITY", "DROP POLICY tenant ON api_key",
        "CREATE TABLE mine (id int)",
        "INSERT INTO membership VALUES ('beta', 'x/y', 1, 'g', 'u', 1, now(), NULL, now(), now(),"
        " '')"}) {
    auto outcome = Schema::Query(*application, forbidden, {"acme"});
    EXPECT_EQ(pg::SqlState(outcome.status()), "42501") << forbidden << ": " << outcome.status();
  }
}

TEST_F(SchemaTest, FitsEveryStatement) {
  EXPECT_THAT(schema_->Misfits(journal::sql::kQueries), IsEmpty());
  EXPECT_THAT(schema_->Misfits(sql::kQueries), IsEmpty());
}

TEST(Columns, FitTheContract) {
  for (const resource::ColumnTable* table :
       {UserTable().list.table, OrganizationTable().list.table, LocationTable().list.table,
        GroupTable().list.table, MembershipTable().list.table, SubstituteTable().list.table,
        ServiceAccountTable().list.table, ApiKeyTable().list.table, TenantTable().list.table,
        AccessGrantTable().list.table})
    EXPECT_THAT(resource::CheckColumns(*table), IsOk()) << table->resource->name();
}

}  // namespace
}  // namespace steward::directory

// The schema that this service gives its database: who may see and do what, and whether every
// statement fits it.

#include "platform/testing/schema_suite.h"

#include "platform/events/queries.h"
#include "platform/journal/queries.h"
#include "platform/retention/queries.h"
#include "services/ticket/sql.h"

namespace steward::ticket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SchemaTest : public SchemaSuite {
 protected:
  static void SetUpTestSuite() {
    Begin({{"journal", journal::sql::kMigrations},
           {"events", events::sql::kMigrations},
           {"retention", retention::sql::kMigrations},
           {"ticket", sql::kMigrations}},
          "INSERT INTO counter VALUES ('%', 'INC', 1);"
          "INSERT INTO request VALUES ('%', 'k', 'h', 'r', 1, now());"
          "INSERT INTO journal SELECT '%', 'r', 1, 0, 1, ascii('%'), gen_random_uuid(), 't', now(),"
          " 'a', 'e';"
          "INSERT INTO consumed_event VALUES ('%', 'c', 'e');"
          "INSERT INTO parked_event VALUES ('%', 'c', 'p', 'r', 1, 'e', '', '');"
          "INSERT INTO comment SELECT '%', 'INC-1', 'c', 1, 'u', 1, now(), '';"
          "INSERT INTO ticket SELECT '%', 'INC-1', 1, 1, 1, 3, 2, 2, 0, 0, 0, 't', 'u', '', '',"
          " 'u', now(), now(), NULL, NULL, '', false;");
  }
};

TEST_F(SchemaTest, FencesEveryTableThatHasATenant) {
  EXPECT_THAT(schema_->TablesOfTenants(),
              ElementsAre("comment", "consumed_event", "counter", "journal", "parked_event",
                          "request", "ticket"));
  ExpectTenantsApart();
}

// Apart from reading, only retention reaches all tenants, and only what is old.
TEST_F(SchemaTest, LetsOnlyReadingAndRetentionSeeAllTenants) {
  EXPECT_THAT(schema_->WidePolicies(),
              ElementsAre("consumed_event retention PERMISSIVE DELETE",
                          "consumed_event young_ones_stay RESTRICTIVE DELETE",
                          "request retention PERMISSIVE DELETE",
                          "request young_ones_stay RESTRICTIVE DELETE"));
}

TEST_F(SchemaTest, LetsNobodyDeleteAYoungRequestId) {
  auto application = Application();
  for (const pg::Statement& scope : {pg::ScopeTo({"acme", "beta"}), pg::ScopeToSystem()}) {
    for (const char* text : {"DELETE FROM request", "DELETE FROM consumed_event"}) {
      auto results = application->Run(std::vector<pg::Statement>{scope, {nullptr, {}, text}},
                                      absl::Now() + absl::Seconds(10));
      ASSERT_THAT(results, IsOk()) << text;
      EXPECT_EQ(results->at(1).affected(), 0) << text;
    }
  }
}

TEST_F(SchemaTest, ShowsOneTenantOnlyToAQueryThatForgetsIt) {
  auto application = Application();
  for (const std::string& table : schema_->TablesOfTenants()) {
    auto rows = Query(*application, absl::StrCat("SELECT tenant_id FROM ", table), {"acme"});
    ASSERT_THAT(rows, IsOk()) << table;
    ASSERT_EQ(rows->rows(), 1) << table;
    EXPECT_EQ(rows->Text(0, 0), "acme") << table;
    auto wrong = Query(*application,
                       absl::StrCat("SELECT FROM ", table,
                                    " WHERE tenant_id = 'beta' OR true"
                                    " AND tenant_id <> 'acme'"),
                       {"acme"});
    ASSERT_THAT(wrong, IsOk());
    EXPECT_EQ(wrong->rows(), 0) << table;
  }
}

TEST_F(SchemaTest, WritesNothingForAnotherTenant) {
  auto application = Application();
  auto insert = Query(*application, "INSERT INTO counter VALUES ('beta', 'NEW', 1)", {"acme"});
  EXPECT_EQ(pg::SqlState(insert.status()), "42501");
  auto move = Query(*application, "UPDATE counter SET tenant_id = 'beta', series = 'X'", {"acme"});
  EXPECT_EQ(pg::SqlState(move.status()), "42501");
  auto update =
      Query(*application, "UPDATE ticket SET title = 'x' WHERE tenant_id = 'beta'", {"acme"});
  ASSERT_THAT(update, IsOk());
  EXPECT_EQ(update->affected(), 0);
}

TEST_F(SchemaTest, GivesTheApplicationNoMoreThanItNeeds) {
  auto application = Application();
  for (const char* forbidden : {"TRUNCATE ticket",
                                "TRUNCATE journal",
                                "ALTER TABLE ticket DISABLE ROW LEVEL SECURITY",
                                "ALTER TABLE journal ADD COLUMN x int",
                                "DROP TABLE ticket",
                                "DROP POLICY tenant ON ticket",
                                "UPDATE journal SET actor = 'users/mallory'",
                                "DELETE FROM journal",
                                "TRUNCATE request",
                                "UPDATE request SET version = 2",
                                "DELETE FROM ticket",
                                "DELETE FROM stream",
                                "UPDATE comment SET author = 'users/mallory'",
                                "DELETE FROM comment",
                                "INSERT INTO stream (shard) VALUES (9)",
                                "DELETE FROM counter",
                                "INSERT INTO schema_migration VALUES ('x')",
                                "CREATE TABLE mine (id int)",
                                "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
                                "CREATE POLICY all_rows ON ticket USING (true)",
                                "SET ROLE steward_owner"}) {
    auto outcome = Query(*application, forbidden, {"acme", "beta"});
    EXPECT_EQ(pg::SqlState(outcome.status()), "42501") << forbidden << ": " << outcome.status();
  }
}

TEST(Queue, HasTheTicketsOfAnEarlierRelease) {
  const std::string owner = TestPostgres::Get().CreateDatabase();
  const std::vector<pg::Migration> all = sql::kMigrations;
  std::vector<pg::MigrationSet> sets = {{"journal", journal::sql::kMigrations},
                                        {"ticket", {all.begin(), all.begin() + 3}}};
  const std::string application(TestPostgres::kApplicationRole);
  ASSERT_THAT(pg::Migrate(owner, application, sets), IsOk());
  Schema schema(owner);
  ASSERT_THAT(
      schema.superuser().RunScript(
          "INSERT INTO ticket SELECT 'acme', 'INC-' || n, 1, 1, state, 3, 2, 2, 0, 0, 0, 't',"
          " 'u', assignee, 'groups/g', 'u', now(), now(), NULL, NULL, '', false FROM (VALUES"
          " (1, 1, ''), (2, 2, ''), (3, 1, 'users/bob'), (4, 4, '')) v (n, state, assignee)"),
      IsOk());

  sets.back().migrations = all;
  ASSERT_THAT(pg::Migrate(owner, application, sets), IsOk());

  const auto queued = Schema::Query(schema.superuser(),
                                    "SELECT id FROM ticket WHERE queue = 'groups/g' ORDER BY id");
  ASSERT_THAT(queued, IsOk());
  ASSERT_EQ(queued->rows(), 2);
  EXPECT_EQ(queued->Text(0, 0), "INC-1");
  EXPECT_EQ(queued->Text(1, 0), "INC-2");
  EXPECT_THAT(schema.Unfenced(), IsEmpty());
}

TEST_F(SchemaTest, FitsEveryStatement) {
  for (const auto& queries :
       {journal::sql::kQueries, events::sql::kQueries, retention::sql::kQueries, sql::kQueries}) {
    EXPECT_GT(queries.size(), 0u);
    EXPECT_THAT(schema_->Misfits(queries), IsEmpty());
  }
}

}  // namespace
}  // namespace steward::ticket

// The schema that this service gives its database: who may see and do what, and whether every
// statement fits it.

#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/events/queries.h"
#include "platform/journal/queries.h"
#include "platform/pg/error.h"
#include "platform/pg/migrate.h"
#include "platform/pg/pool.h"
#include "platform/retention/queries.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "services/ticket/sql.h"

namespace steward::ticket {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

class SchemaTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    owner_ = new std::string(TestPostgres::Get().CreateDatabase());
    ASSERT_THAT(pg::Migrate(*owner_, std::string(TestPostgres::kApplicationRole),
                            {{"journal", journal::sql::kMigrations},
                             {"events", events::sql::kMigrations},
                             {"retention", retention::sql::kMigrations},
                             {"ticket", sql::kMigrations}}),
                IsOk());
    superuser_ = Open(TestPostgres::Get().SuperuserConninfo(*owner_)).release();
    for (const char* tenant : {"acme", "beta"})
      ASSERT_THAT(superuser_->RunScript(
                      absl::StrCat("INSERT INTO counter VALUES ('", tenant,
                                   "', 'INC', 1);"
                                   "INSERT INTO request VALUES ('",
                                   tenant,
                                   "', 'k', 'h', 'r', 1, now());"
                                   "INSERT INTO journal SELECT '",
                                   tenant, "', 'r', 1, 0, 1, ", int{tenant[0]},
                                   ", gen_random_uuid(), 't', now(), 'a', 'e';"
                                   "INSERT INTO consumed_event VALUES ('",
                                   tenant,
                                   "', 'c', 'e');"
                                   "INSERT INTO parked_event VALUES ('",
                                   tenant,
                                   "', 'c', 'p', 'r', 1, 'e', '', '');"
                                   "INSERT INTO ticket SELECT '",
                                   tenant,
                                   "', 'INC-1', 1, 1, 1, 3, 2, 2, 0, 0, 0,"
                                   " 't', 'u', '', '', 'u', now(), now(), NULL, NULL, false, '';")),
                  IsOk());
  }

  static std::unique_ptr<pg::Connection> Open(const std::string& conninfo) {
    return pg::Connection::Open(conninfo).value();
  }
  static std::unique_ptr<pg::Connection> Application() {
    return Open(TestPostgres::Get().AppConninfo(*owner_));
  }

  static absl::StatusOr<pg::Result> Query(pg::Connection& connection, const std::string& text,
                                          const std::vector<std::string>& scope = {}) {
    auto results =
        connection.Run(std::vector<pg::Statement>{pg::ScopeTo(scope), {nullptr, {}, text}}, Soon());
    if (!results.ok()) return results.status();
    return results->at(1);
  }

  static std::vector<std::string> TenantTables() {
    auto rows = Query(*superuser_,
                      "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid ="
                      " c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND"
                      " EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname ="
                      " 'tenant_id') ORDER BY 1");
    std::vector<std::string> tables;
    for (int row = 0; rows.ok() && row < rows->rows(); ++row) tables.push_back(rows->Text(row, 0));
    return tables;
  }

  static std::string* owner_;
  static pg::Connection* superuser_;
};

std::string* SchemaTest::owner_ = nullptr;
pg::Connection* SchemaTest::superuser_ = nullptr;

TEST_F(SchemaTest, FencesEveryTableThatHasATenant) {
  EXPECT_THAT(TenantTables(), ::testing::ElementsAre("consumed_event", "counter", "journal",
                                                     "parked_event", "request", "ticket"));
  auto unfenced = Query(*superuser_,
                        "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid "
                        "= c.oid AND a.attname"
                        " = 'tenant_id' WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND"
                        " c.relforcerowsecurity AND a.attnotnull AND EXISTS (SELECT FROM "
                        "pg_policies p WHERE p.tablename"
                        " = c.relname AND p.policyname = 'tenant' AND p.cmd = 'ALL' AND "
                        "p.permissive = 'PERMISSIVE' AND"
                        " p.qual LIKE '((tenant_id = ( SELECT current_setting(''app.tenant''%'"
                        " AND p.qual LIKE '%tenant_id || ''''::text) = ANY%app.tenants%'))");
  ASSERT_THAT(unfenced, IsOk());
  for (int row = 0; row < unfenced->rows(); ++row) ADD_FAILURE() << unfenced->Text(row, 0);
}

TEST_F(SchemaTest, StartsEveryKeyWithTheTenant) {
  auto keys = Query(*superuser_,
                    "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_attribute a ON"
                    " a.attrelid = i.indrelid AND a.attname = 'tenant_id' WHERE i.indisunique AND"
                    " i.indkey[0] <> a.attnum AND i.indexrelid::regclass::text <>"
                    " 'journal_by_offset'");
  ASSERT_THAT(keys, IsOk());
  for (int row = 0; row < keys->rows(); ++row) ADD_FAILURE() << keys->Text(row, 0);
}

// Apart from reading, only retention reaches all tenants, and only what is old.
TEST_F(SchemaTest, LetsOnlyReadingAndRetentionSeeAllTenants) {
  auto wide = Query(*superuser_,
                    "SELECT tablename::text || ' ' || policyname || ' ' || permissive || ' ' || cmd"
                    " FROM pg_policies WHERE policyname <> 'tenant' AND cmd <> 'SELECT'"
                    " ORDER BY 1");
  ASSERT_THAT(wide, IsOk());
  std::vector<std::string> policies;
  for (int row = 0; row < wide->rows(); ++row) policies.push_back(wide->Text(row, 0));
  EXPECT_THAT(policies, ::testing::ElementsAre("consumed_event retention PERMISSIVE DELETE",
                                               "consumed_event young_ones_stay RESTRICTIVE DELETE",
                                               "request retention PERMISSIVE DELETE",
                                               "request young_ones_stay RESTRICTIVE DELETE"));
}

TEST_F(SchemaTest, LetsNobodyDeleteAYoungRequestId) {
  auto application = Application();
  for (const pg::Statement& scope : {pg::ScopeTo({"acme", "beta"}), pg::ScopeToSystem()}) {
    for (const char* text : {"DELETE FROM request", "DELETE FROM consumed_event"}) {
      auto results =
          application->Run(std::vector<pg::Statement>{scope, {nullptr, {}, text}}, Soon());
      ASSERT_THAT(results, IsOk()) << text;
      EXPECT_EQ(results->at(1).affected(), 0) << text;
    }
  }
}

TEST_F(SchemaTest, ShowsNothingWithoutAScope) {
  auto fresh = Application();
  for (const std::string& table : TenantTables()) {
    auto rows = fresh->Run(
        std::vector<pg::Statement>{{nullptr, {}, absl::StrCat("SELECT FROM ", table)}}, Soon());
    ASSERT_THAT(rows, IsOk()) << table;
    EXPECT_EQ(rows->at(0).rows(), 0) << table;
  }
}

TEST_F(SchemaTest, ShowsNothingAfterAScopeHasEnded) {
  auto used = Application();
  ASSERT_THAT(Query(*used, "SELECT 1", {"acme"}), IsOk());
  for (const std::string& table : TenantTables()) {
    auto rows = used->Run(
        std::vector<pg::Statement>{{nullptr, {}, absl::StrCat("SELECT FROM ", table)}}, Soon());
    ASSERT_THAT(rows, IsOk()) << table;
    EXPECT_EQ(rows->at(0).rows(), 0) << table;
  }
}

TEST_F(SchemaTest, ShowsOneTenantOnlyToAQueryThatForgetsIt) {
  auto application = Application();
  for (const std::string& table : TenantTables()) {
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
  for (const char* forbidden :
       {"TRUNCATE ticket", "TRUNCATE journal", "ALTER TABLE ticket DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE journal ADD COLUMN x int", "DROP TABLE ticket", "DROP POLICY tenant ON ticket",
        "UPDATE journal SET actor = 'users/mallory'", "DELETE FROM journal", "TRUNCATE request",
        "UPDATE request SET version = 2", "DELETE FROM ticket", "DELETE FROM stream",
        "INSERT INTO stream (shard) VALUES (9)", "DELETE FROM counter",
        "INSERT INTO schema_migration VALUES ('x')", "CREATE TABLE mine (id int)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE POLICY all_rows ON ticket USING (true)", "SET ROLE steward_owner"}) {
    auto outcome = Query(*application, forbidden, {"acme", "beta"});
    EXPECT_EQ(pg::SqlState(outcome.status()), "42501") << forbidden << ": " << outcome.status();
  }
}

TEST_F(SchemaTest, FitsEveryStatement) {
  auto application = Application();
  const std::tuple<const char*, std::initializer_list<const pg::Query*>> kSets[] = {
      {"journal", journal::sql::kQueries},
      {"events", events::sql::kQueries},
      {"retention", retention::sql::kQueries},
      {"ticket", sql::kQueries}};
  for (const auto& [set, queries] : kSets) {
    EXPECT_GT(queries.size(), 0u) << set;
    for (const pg::Query* query : queries) {
      const std::string text = absl::StrReplaceAll(
          query->text,
          {{"{filter}", "TRUE"}, {"{after}", "TRUE"}, {"{order}", ""}, {"{limit}", "1"}});
      auto prepared = Query(*application, absl::StrCat("PREPARE ", query->name, " AS ", text));
      EXPECT_THAT(prepared, IsOk()) << set << "/" << query->name;
    }
  }
}

}  // namespace
}  // namespace steward::ticket

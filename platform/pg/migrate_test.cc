#include "platform/pg/migrate.h"

#include <thread>

#include "absl/strings/match.h"
#include "platform/pg/connection.h"
#include "platform/pg/error.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::pg {
namespace {

const std::string kRole(TestPostgres::kApplicationRole);

std::vector<MigrationSet> Sets() {
  return {{"first",
           {{"0001_item",
             "CREATE TABLE item (id bigint); INSERT INTO item VALUES (1);"
             "GRANT SELECT ON item TO :application_role;"},
            {"0002_more", "INSERT INTO item VALUES (2);"}}},
          {"second", {{"0001_item", "INSERT INTO item VALUES (3);"}}}};
}

int64_t Count(const std::string& conninfo, const std::string& table) {
  auto connection = Connection::Open(conninfo);
  if (!connection.ok()) return -1;
  auto results = (*connection)
                     ->Run(std::vector<Statement>{{nullptr, {}, "SELECT count(*) FROM " + table}},
                           absl::Now() + absl::Seconds(10));
  return results.ok() ? results->at(0).Int(0, 0) : -1;
}

class MigrateTest : public ::testing::Test {
 protected:
  std::string owner_ = TestPostgres::Get().CreateDatabase();
  std::string application_ = TestPostgres::Get().AppConninfo(owner_);
};

TEST_F(MigrateTest, AppliesEachMigrationOnce) {
  ASSERT_THAT(Migrate(owner_, kRole, Sets()), IsOk());
  ASSERT_THAT(Migrate(owner_, kRole, Sets()), IsOk());

  EXPECT_EQ(Count(application_, "item"), 3);
  EXPECT_EQ(Count(application_, "schema_migration"), 3);
  EXPECT_THAT(CheckSchema(application_, Sets()), IsOk());
}

TEST_F(MigrateTest, RunsInSeveralProcessesAtOnce) {
  std::vector<absl::Status> outcomes(6);
  std::vector<std::thread> threads;
  for (absl::Status& outcome : outcomes)
    threads.emplace_back([&] { outcome = Migrate(owner_, kRole, Sets()); });
  for (auto& thread : threads) thread.join();

  for (const absl::Status& outcome : outcomes) EXPECT_THAT(outcome, IsOk());
  EXPECT_EQ(Count(application_, "item"), 3);
}

TEST_F(MigrateTest, LeavesNothingOfAMigrationThatFails) {
  auto sets = Sets();
  sets[1].migrations.push_back({"0002_wrong", "INSERT INTO item VALUES (4); SELECT 1 / 0;"});

  absl::Status status = Migrate(owner_, kRole, sets);

  EXPECT_EQ(SqlState(status), "22012");
  EXPECT_EQ(Count(application_, "item"), 3);
  EXPECT_EQ(Count(application_, "schema_migration"), 3);
  EXPECT_THAT(CheckSchema(application_, sets), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(MigrateTest, ContinuesWhereAnEarlierReleaseStopped) {
  auto sets = Sets();
  sets[0].migrations.pop_back();
  ASSERT_THAT(Migrate(owner_, kRole, sets), IsOk());
  EXPECT_EQ(Count(application_, "item"), 2);

  ASSERT_THAT(Migrate(owner_, kRole, Sets()), IsOk());

  EXPECT_EQ(Count(application_, "item"), 3);
  EXPECT_THAT(CheckSchema(application_, sets), IsOk()) << "a newer schema is fine";
}

TEST_F(MigrateTest, QuotesTheNameOfTheRole) {
  auto superuser = Connection::Open(TestPostgres::Get().SuperuserConninfo(owner_)).value();
  ASSERT_THAT(superuser->RunScript("CREATE ROLE \"odd \"\"role\""), IsOk());

  EXPECT_THAT(Migrate(owner_, "odd \"role", Sets()), IsOk());
}

TEST_F(MigrateTest, NamesTheMigrationThatIsMissing) {
  auto sets = Sets();
  ASSERT_THAT(Migrate(owner_, kRole, sets), IsOk());
  sets[1].migrations.push_back({"0002_later", ""});

  absl::Status status = CheckSchema(application_, sets);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_TRUE(absl::StrContains(status.message(), "second/0002_later")) << status;
}

TEST_F(MigrateTest, RefusesADatabaseWithoutSchema) {
  EXPECT_THAT(CheckSchema(application_, Sets()), StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace steward::pg

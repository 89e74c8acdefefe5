#include "platform/pg/pool.h"

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "platform/observe/metrics.h"
#include "platform/pg/error.h"
#include "platform/pg/point_reader.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::pg {
namespace {

using errors::Reason;

constexpr char kSchema[] = R"sql(
CREATE TABLE item (tenant_id text NOT NULL, id text NOT NULL, PRIMARY KEY (tenant_id, id));
INSERT INTO item VALUES ('acme', 'a1'), ('acme', 'a2'), ('beta', 'b1'), ('null', 'n1');
ALTER TABLE item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON item
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' =
            ANY ((SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON item FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT ON item TO steward_app_test;
)sql";
constexpr Query kAll{"all_items", "SELECT id FROM item ORDER BY id"};

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

class PoolTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    owner_ = new std::string(TestPostgres::Get().CreateDatabase());
    auto superuser = Connection::Open(TestPostgres::Get().SuperuserConninfo(*owner_)).value();
    ASSERT_THAT(superuser->RunScript(kSchema), IsOk());
  }

  static std::string Application() { return TestPostgres::Get().AppConninfo(*owner_); }

  static void TerminateOthers() {
    auto superuser = Connection::Open(TestPostgres::Get().SuperuserConninfo(*owner_)).value();
    ASSERT_THAT(superuser->RunScript("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                                     " WHERE usename = 'steward_app_test'"),
                IsOk());
  }

  static std::string* owner_;
};

std::string* PoolTest::owner_ = nullptr;

std::string Ids(const absl::StatusOr<Result>& result) {
  if (!result.ok()) return errors::LogText(result.status());
  std::string ids;
  for (int row = 0; row < result->rows(); ++row) absl::StrAppend(&ids, result->Text(row, 0), " ");
  return ids;
}

TEST_F(PoolTest, ReadsTheRowsOfOneTenantOnly) {
  Pool pool(Application(), 2);

  EXPECT_EQ(Ids(pool.Read("acme", {&kAll, {}, {}}, Soon())), "a1 a2 ");
  EXPECT_EQ(Ids(pool.Read("beta", {&kAll, {}, {}}, Soon())), "b1 ");
  EXPECT_EQ(Ids(pool.Read("none", {&kAll, {}, {}}, Soon())), "");
}

// With a server that is not there: nothing is asked of it.
TEST_F(PoolTest, RefusesAndReportsWhatHasNoTenant) {
  const auto reported = [] {
    return observe::GetCounter("steward_pg_scopes_without_tenant_total",
                               "Transactions for a tenant that were to begin without one: a fault.")
        .Value();
  };
  const double before = reported();
  Pool pool("host=/nowhere", 1);
  PointReader points("host=/nowhere");

  EXPECT_THAT(pool.Read("", {&kAll, {}, {}}, Soon()), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(reported(), before + 1);
  EXPECT_THAT(points.Read(kAll, "", "a1", Soon()), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(reported(), before + 2);
  EXPECT_THAT(pool.Read("acme", {&kAll, {}, {}}, Soon()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(reported(), before + 2);
}

TEST_F(PoolTest, ShowsNoRowsInAScopeWithoutTenants) {
  auto connection = Connection::Open(Application()).value();
  for (const std::vector<std::string>& tenants : {std::vector<std::string>{}, {""}}) {
    auto results = connection->Run({ScopeTo(tenants), {&kAll, {}, {}}}, Soon());
    ASSERT_THAT(results, IsOk());
    EXPECT_EQ(results->at(1).rows(), 0);
  }
}

TEST_F(PoolTest, KnowsATenantWhoseNameIsAWordOfSql) {
  Pool pool(Application(), 1);

  EXPECT_EQ(Ids(pool.Read("null", {&kAll, {}, {}}, Soon())), "n1 ");
}

TEST_F(PoolTest, ReadsAllTenantsForTheSystemOnTheSameConnection) {
  Pool pool(Application(), 1);
  for (int round = 0; round < 2; ++round) {
    auto all = pool.ReadAsSystem({{&kAll, {}, {}}}, Soon());
    ASSERT_THAT(all, IsOk());
    EXPECT_EQ(Ids(all->at(0)), "a1 a2 b1 n1 ");
    EXPECT_EQ(Ids(pool.Read("beta", {&kAll, {}, {}}, Soon())), "b1 ");
  }
}

TEST_F(PoolTest, GivesReadsThatShareAFlushTheirOwnRowsOnly) {
  Pool pool(Application(), 1);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&, i] {
      for (int n = 0; n < 30; ++n) {
        if (i % 3 == 0) {
          auto all = pool.ReadAsSystem({{&kAll, {}, {}}}, Soon());
          if (!all.ok() || Ids(all->at(0)) != "a1 a2 b1 n1 ") ++wrong;
        } else {
          const std::string tenant = i % 3 == 1 ? "acme" : "none";
          if (Ids(pool.Read(tenant, {&kAll, {}, {}}, Soon())) != (i % 3 == 1 ? "a1 a2 " : ""))
            ++wrong;
        }
      }
    });
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(wrong, 0);
}

TEST_F(PoolTest, LetsOnlyTheFaultyReadOfAFlushFail) {
  static constexpr Query kBad{"bad", "SELECT 1 / $1::bigint"};
  Pool pool(Application(), 1);
  std::atomic<int> good = 0, bad = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&, i] {
      for (int n = 0; n < 30; ++n) {
        Statement statement{&kBad, {}, {}};
        statement.params.Int(i % 4);
        auto result = pool.Read("acme", std::move(statement), Soon());
        if (result.ok()) ++good;
        if (SqlState(result.status()) == "22012") ++bad;
      }
    });
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(good, 9 * 30);
  EXPECT_EQ(bad, 3 * 30);
}

// What takes too long ends, and does not take those down that shared its flush.
TEST_F(PoolTest, EndsWhatTakesTooLongAndNothingElse) {
  static constexpr Query kSlow{"slow",
                               "SELECT pg_sleep(CASE $1::bigint WHEN 0 THEN 60 ELSE 0 END)"};
  Pool pool(Application(), 1, 0, absl::Milliseconds(50));
  std::atomic<int> good = 0, slow = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      for (int n = 0; n < 5; ++n) {
        Statement statement{&kSlow, {}, {}};
        statement.params.Int(i);
        auto result = pool.Read("acme", std::move(statement), Soon());
        if (result.ok()) ++good;
        if (SqlState(result.status()) == kQueryCanceled) ++slow;
      }
    });
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(good, 7 * 5);
  EXPECT_EQ(slow, 5);
}

TEST_F(PoolTest, EndsAReadAtItsDeadlineAndGoesOn) {
  static constexpr Query kSlow{"slow", "SELECT pg_sleep(0.3)"};
  Pool pool(Application(), 1);

  EXPECT_THAT(pool.Read("acme", {&kSlow, {}, {}}, absl::Now() + absl::Milliseconds(20)),
              HasReason(Reason::DEADLINE_EXCEEDED));
  EXPECT_THAT(pool.Read("acme", {&kAll, {}, {}}, absl::Now() + absl::Milliseconds(20)),
              HasReason(Reason::DEADLINE_EXCEEDED));

  EXPECT_EQ(Ids(pool.Read("acme", {&kAll, {}, {}}, Soon())), "a1 a2 ");
}

TEST_F(PoolTest, LetsTheReserveStepInWhenTheOthersAreHeldUp) {
  static constexpr Query kHeldUp{"held_up", "SELECT pg_advisory_lock_shared(7)"};
  auto superuser = Connection::Open(TestPostgres::Get().SuperuserConninfo(*owner_)).value();
  ASSERT_THAT(superuser->RunScript("SELECT pg_advisory_lock(7)"), IsOk());
  Pool pool(Application(), 1, 1);
  std::thread slow([&] { EXPECT_THAT(pool.Read("acme", {&kHeldUp, {}, {}}, Soon()), IsOk()); });
  // Until then it may still wait for a connection.
  const Statement waits{nullptr, {}, "SELECT FROM pg_locks WHERE objid = 7 AND NOT granted"};
  while (superuser->Run(std::vector<Statement>{waits}, Soon()).value()[0].rows() == 0) {
  }

  for (int i = 0; i < 3; ++i) EXPECT_EQ(Ids(pool.Read("acme", {&kAll, {}, {}}, Soon())), "a1 a2 ");

  ASSERT_THAT(superuser->RunScript("SELECT pg_advisory_unlock(7)"), IsOk());
  slow.join();
}

TEST_F(PoolTest, CountsWhatWaitedForAConnection) {
  const auto waits = [] {
    const std::string text = observe::RenderMetrics();
    const std::string name = "steward_pool_wait_seconds_count ";
    return std::stoll(text.substr(text.find(name) + name.size()));
  };
  Pool pool(Application(), 1);
  const int64_t before = waits();

  for (int i = 0; i < 3; ++i) EXPECT_THAT(pool.Read("acme", {&kAll, {}, {}}, Soon()), IsOk());

  EXPECT_EQ(waits(), before + 3);
}

TEST_F(PoolTest, RunsWhatWritesOnceAndWhole) {
  auto superuser = Connection::Open(TestPostgres::Get().SuperuserConninfo(*owner_)).value();
  ASSERT_THAT(superuser->RunScript("CREATE TABLE IF NOT EXISTS note (id bigint PRIMARY KEY);"
                                   "GRANT SELECT, INSERT ON note TO steward_app_test"),
              IsOk());
  Pool pool(Application(), 2);
  const Statement one{nullptr, {}, "INSERT INTO note VALUES (1)"};
  const Statement two{nullptr, {}, "INSERT INTO note VALUES (2)"};

  EXPECT_THAT(pool.WriteAsSystem({one, two}, Soon()), IsOk());
  EXPECT_FALSE(
      pool.WriteAsSystem({{nullptr, {}, "INSERT INTO note VALUES (3)"}, two}, Soon()).ok());

  auto count = pool.ReadAsSystem({{nullptr, {}, "SELECT count(*) FROM note"}}, Soon());
  ASSERT_THAT(count, IsOk());
  EXPECT_EQ(count->at(0).Int(0, 0), 2);
}

TEST_F(PoolTest, RecoversWhenTheServerEndedItsConnections) {
  Pool pool(Application(), 3);
  for (int round = 0; round < 3; ++round) {
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 6; ++i)
      threads.emplace_back([&] {
        if (Ids(pool.Read("acme", {&kAll, {}, {}}, Soon())) == "a1 a2 ") ++right;
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 6);
    TerminateOthers();
  }
}

TEST_F(PoolTest, SaysSoWhenThereIsNoServer) {
  Pool pool("host=/nonexistent dbname=x user=y", 1);
  for (int i = 0; i < 3; ++i) {
    auto result = pool.Read("acme", {&kAll, {}, {}}, Soon());
    EXPECT_THAT(result, HasReason(Reason::UNAVAILABLE));
    EXPECT_TRUE(IsConnectionLost(result.status())) << errors::LogText(result.status());
  }
}

TEST_F(PoolTest, PingsTheServer) {
  Pool pool(Application(), 1);
  EXPECT_THAT(pool.Ping(Soon()), IsOk());

  Pool nowhere("host=/nonexistent dbname=x user=y", 1);
  EXPECT_THAT(nowhere.Ping(Soon()), HasReason(Reason::UNAVAILABLE));
}

TEST_F(PoolTest, ServesManyThreadsWithFewConnections) {
  Pool pool(Application(), 3);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const bool acme = i % 2 == 0;
      for (int n = 0; n < 50; ++n)
        if (Ids(pool.Read(acme ? "acme" : "beta", {&kAll, {}, {}}, Soon())) !=
            (acme ? "a1 a2 " : "b1 "))
          ++wrong;
    });
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace steward::pg

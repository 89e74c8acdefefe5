#include "platform/pg/pool.h"

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "platform/pg/error.h"
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
         OR tenant_id || '' = ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
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

TEST_F(PoolTest, LeavesNoScopeBehind) {
  Pool pool(Application(), 1);
  ASSERT_THAT(pool.Read("acme", {&kAll, {}, {}}, Soon()), IsOk());
  ASSERT_THAT(pool.ReadAsSystem({{&kAll, {}, {}}}, Soon()), IsOk());

  auto lease = pool.Acquire(Soon());
  ASSERT_THAT(lease, IsOk());
  auto results = (*lease)->Run(std::vector<Statement>{{&kAll, {}, {}}}, Soon());

  ASSERT_THAT(results, IsOk());
  EXPECT_EQ(results->at(0).rows(), 0);
}

TEST_F(PoolTest, RefusesWhenAllConnectionsAreInUse) {
  Pool pool(Application(), 2);
  auto first = pool.Acquire(Soon());
  auto second = pool.Acquire(Soon());
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());

  absl::Time start = absl::Now();
  auto third = pool.Acquire(Soon());

  EXPECT_THAT(third, HasReason(Reason::UNAVAILABLE));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST_F(PoolTest, HandsAFreedConnectionToWhoeverWaits) {
  Pool pool(Application(), 1);
  auto first = std::make_unique<Pool::Lease>(pool.Acquire(Soon()).value());
  absl::Status waited;
  std::thread waiter([&] { waited = pool.Acquire(Soon()).status(); });
  first.reset();
  waiter.join();

  EXPECT_THAT(waited, IsOk());
}

TEST_F(PoolTest, RecoversWhenTheServerEndedItsConnections) {
  Pool pool(Application(), 3);
  {
    auto first = pool.Acquire(Soon());
    auto second = pool.Acquire(Soon());
    auto third = pool.Acquire(Soon());
    ASSERT_THAT(third, IsOk());
  }
  TerminateOthers();

  EXPECT_EQ(Ids(pool.Read("acme", {&kAll, {}, {}}, Soon())), "a1 a2 ");
  auto first = pool.Acquire(Soon());
  auto second = pool.Acquire(Soon());
  auto third = pool.Acquire(Soon());
  EXPECT_THAT(first, IsOk());
  EXPECT_THAT(second, IsOk());
  EXPECT_THAT(third, IsOk());
}

TEST_F(PoolTest, DoesNotShrinkByConnectionsThatCannotBeOpened) {
  Pool pool("host=/nonexistent dbname=x user=y", 1);
  for (int i = 0; i < 3; ++i) {
    auto lease = pool.Acquire(Soon());
    ASSERT_FALSE(lease.ok());
    EXPECT_TRUE(IsConnectionLost(lease.status())) << errors::LogText(lease.status());
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

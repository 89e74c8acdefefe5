#include "platform/reconcile/reconciler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/pg/migrate.h"
#include "platform/reconcile/bulkhead.h"
#include "platform/reconcile/queries.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/eventually.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::reconcile {
namespace {

class ReconcilerTest : public testing::Test {
 protected:
  ReconcilerTest() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"reconcile", sql::kMigrations}}),
                IsOk());
  }

  void RingIt(const std::string& resource, const std::string& tenant = "acme") {
    EXPECT_THAT(pool_.WriteAsSystem({Ring(tenant, resource)}, absl::Now() + absl::Seconds(10)),
                IsOk());
  }
  // What a reconciler does by default: nothing but to note that it looked.
  Reconciler::Options Options(Reconcile reconcile) {
    Reconciler::Options options;
    options.conninfo = application_;
    options.reconcile = std::move(reconcile);
    options.pause = absl::Milliseconds(1);
    return options;
  }
  bool IsSettled() {
    return Eventually([&] {
      return AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_),
                         "SELECT count(*) FROM due_work") == "0";
    });
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  pg::Pool pool_{application_, 1};
};

TEST_F(ReconcilerTest, TakesStepsUntilARecordIsSettled) {
  std::atomic<int> steps{0};
  RingIt("requests/REQ-1");
  Reconciler reconciler(Options([&](const Key& key, absl::Time) {
    EXPECT_EQ(key.tenant + key.resource, "acmerequests/REQ-1");
    return ++steps < 3 ? absl::InfinitePast() : absl::InfiniteFuture();
  }));

  EXPECT_TRUE(IsSettled());
  EXPECT_EQ(steps, 3);
}

TEST_F(ReconcilerTest, WaitsUntilItIsTime) {
  std::atomic<int> looks{0};
  const absl::Time due = absl::Now() + absl::Milliseconds(300);
  RingIt("requests/REQ-1");
  Reconciler reconciler(Options([&](const Key&, absl::Time) {
    ++looks;
    return absl::Now() < due ? due : absl::InfiniteFuture();
  }));

  EXPECT_TRUE(IsSettled());
  EXPECT_EQ(looks, 2);
}

TEST_F(ReconcilerTest, TriesAgainWhatFailed) {
  std::atomic<int> looks{0};
  RingIt("requests/REQ-1");
  Reconciler reconciler(Options([&](const Key&, absl::Time) -> absl::StatusOr<absl::Time> {
    if (++looks < 5) return errors::Unavailable("down");
    return absl::InfiniteFuture();
  }));

  EXPECT_TRUE(IsSettled());
  EXPECT_EQ(looks, 5);
}

// Or a service that was down for a minute would be waited for another one.
TEST_F(ReconcilerTest, WaitsNoLongerThanItMustForWhatPasses) {
  std::atomic<int> looks{0};
  RingIt("requests/REQ-1");
  Reconciler::Options options = Options([&](const Key&, absl::Time) -> absl::StatusOr<absl::Time> {
    if (++looks < 8) return errors::Unavailable("down");
    return absl::InfiniteFuture();
  });
  options.pause = absl::Milliseconds(1);
  options.passing_pause_max = absl::Milliseconds(2);
  options.pause_max = absl::Hours(1);
  options.poll = absl::Milliseconds(5);
  Reconciler reconciler(std::move(options));

  EXPECT_TRUE(IsSettled());
}

// A record is in one pair of hands, whoever looks; all of them are settled.
TEST_F(ReconcilerTest, SharesTheWorkWithOthers) {
  constexpr int kRecords = 50;
  std::mutex mutex;
  std::map<std::string, int> in_hand, looks;
  const auto look = [&](const Key& key, absl::Time) {
    {
      std::lock_guard lock(mutex);
      EXPECT_EQ(++in_hand[key.resource], 1);
      ++looks[key.resource];
    }
    std::this_thread::yield();
    std::lock_guard lock(mutex);
    --in_hand[key.resource];
    return looks[key.resource] < 3 ? absl::InfinitePast() : absl::InfiniteFuture();
  };
  Reconciler one(Options(look)), other(Options(look));
  for (int i = 0; i < kRecords; ++i) {
    RingIt("requests/REQ-" + std::to_string(i));
    one.Wake();
  }

  EXPECT_TRUE(IsSettled());
  EXPECT_EQ(looks.size(), kRecords);
}

TEST_F(ReconcilerTest, LetsNoTenantWaitForAllOfAnother) {
  for (int i = 0; i < 20; ++i) RingIt(absl::StrCat("requests/REQ-", i));
  RingIt("requests/REQ-1", "beta");
  std::mutex mutex;
  std::vector<std::string> tenants;
  Reconciler::Options options = Options([&](const Key& key, absl::Time) {
    std::lock_guard lock(mutex);
    tenants.push_back(key.tenant);
    return absl::InfiniteFuture();
  });
  options.threads = 1;
  Reconciler reconciler(std::move(options));

  EXPECT_TRUE(IsSettled());
  EXPECT_EQ(tenants.at(1), "beta");
}

// Both kinds are due; one needs a service that hangs.
TEST_F(ReconcilerTest, GoesOnWithWhatNeedsNoServiceThatHangs) {
  for (int i = 0; i < 20; ++i) RingIt(absl::StrCat("hanging/", i));
  RingIt("sound/1");
  Bulkhead bulkhead("ticket", 2, absl::Milliseconds(1));
  std::latch release(1);
  std::atomic<bool> went_on{false};
  Reconciler::Options options =
      Options([&](const Key& key, absl::Time) -> absl::StatusOr<absl::Time> {
        if (key.resource == "sound/1") went_on = true;
        if (key.resource == "sound/1") return absl::InfiniteFuture();
        RETURN_IF_ERROR(bulkhead.Run([&] {
          release.wait();
          return absl::OkStatus();
        }));
        return absl::InfiniteFuture();
      });
  options.threads = 4;
  options.lease = absl::Minutes(1);
  options.poll = absl::Milliseconds(5);
  Reconciler reconciler(std::move(options));

  EXPECT_TRUE(Eventually([&] { return went_on.load(); }));
  release.count_down();
  EXPECT_TRUE(IsSettled());
}

// As after a kill: whoever had it never gives it back.
TEST_F(ReconcilerTest, GoesOnWhenALeaseRunsOut) {
  RingIt("requests/REQ-1");
  ASSERT_TRUE(DueQueue(&pool_).Take(absl::Milliseconds(50), "").value().has_value());

  Reconciler reconciler(Options([](const Key&, absl::Time) { return absl::InfiniteFuture(); }));

  EXPECT_TRUE(IsSettled());
}

}  // namespace
}  // namespace steward::reconcile

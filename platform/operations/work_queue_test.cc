#include "platform/operations/work_queue.h"

#include <mutex>
#include <set>
#include <thread>

#include "platform/operations/operations_for_test.h"

namespace steward::operations {
namespace {

class WorkQueueTest : public OperationsTest {
 protected:
  // Whose operation is taken, or "none".
  std::string Take() {
    const auto claim = queue_.Take({kMethod}, absl::Minutes(1));
    return claim.ok() && claim->has_value() ? (*claim)->key.tenant : "none";
  }

  WorkQueue& queue_ = operations_.queue();
};

TEST_F(WorkQueueTest, TakesOneOperationOfATenantAtATime) {
  ASSERT_THAT(Import({"a"}), IsOk());
  ASSERT_THAT(Import({"b"}), IsOk());
  ASSERT_THAT(Import({"c"}, "", false, CallOf("users/eve", Scope::kOwn, "beta")), IsOk());

  EXPECT_EQ(Take(), "acme");
  EXPECT_EQ(Take(), "beta");
  EXPECT_EQ(Take(), "none");
}

// Whatever the clocks of processes say: leases go by that of the database.
TEST_F(WorkQueueTest, TakesNoMoreWhoeverAsksAtTheSameTime) {
  constexpr int kTenants = 20;
  for (int i = 0; i < kTenants; ++i)
    for (const char* word : {"a", "b"})
      Import({word}, "", false, CallOf("users/eve", Scope::kOwn, absl::StrCat("t", i))).value();
  std::mutex mutex;
  std::vector<std::string> taken;
  const auto work = [&] {
    pg::Pool pool(application_, 1);
    const WorkQueue queue(&pool);
    while (true) {
      const auto claim = queue.Take({kMethod}, absl::Minutes(1));
      if (!claim.ok() || !claim->has_value()) return;
      std::lock_guard lock(mutex);
      taken.push_back((*claim)->key.tenant);
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();

  EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), taken.size());
  EXPECT_EQ(taken.size(), kTenants);
}

TEST_F(WorkQueueTest, LeavesWhatItIsNotAskedFor) {
  ASSERT_THAT(Import({"a"}), IsOk());

  const auto claim = queue_.Take({"steward.word.v1.WordService/Other"}, absl::Minutes(1));

  ASSERT_THAT(claim, IsOk());
  EXPECT_FALSE(claim->has_value());
}

// Others may have claimed another of the tenant since.
TEST_F(WorkQueueTest, HoldsOnToNothingWhoseLeaseHasRunOut) {
  Import({"a"}).value();
  const auto claim = queue_.Take({kMethod}, absl::Minutes(1));
  ASSERT_TRUE(claim.ok() && claim->has_value());
  EXPECT_THAT(queue_.Renew(**claim, absl::ZeroDuration()), IsOkAndHolds(true));

  EXPECT_THAT(queue_.Renew(**claim, absl::Minutes(1)), IsOkAndHolds(false));
}

TEST_F(WorkQueueTest, CountsFailuresInARow) {
  Import({"a"}).value();
  const auto failures = [&] {
    const auto claim = queue_.Take({kMethod}, absl::Minutes(1)).value().value();
    EXPECT_THAT(queue_.PutOff(claim, claim.failures + 1, absl::ZeroDuration()), IsOk());
    return claim.failures;
  };

  EXPECT_EQ(failures(), 0);
  EXPECT_EQ(failures(), 1);
  EXPECT_EQ(failures(), 2);
}

}  // namespace
}  // namespace steward::operations

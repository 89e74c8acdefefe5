#include "platform/observe/uuid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace steward::observe {
namespace {

TEST(Uuid7, HoldsTheTimeOfTheExampleInRfc9562) {
  // Appendix A.6: 2022-02-22 14:22:22 -05:00.
  absl::Time time = absl::FromUnixMillis(0x017F22E279B0);

  EXPECT_THAT(NewUuid7(time),
              testing::MatchesRegex("017f22e2-79b0-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(Uuid7, SortsByTimeWithinAMillisecond) {
  absl::Time time = absl::FromUnixMillis(1700000000000);

  std::string before = NewUuid7(time);
  for (int micros = 1; micros < 2000; ++micros) {
    std::string after = NewUuid7(time + absl::Microseconds(micros));
    EXPECT_LT(before, after);
    before = after;
  }
}

TEST(Uuid7, HasTheTimeZeroBefore1970) {
  EXPECT_THAT(NewUuid7(absl::InfinitePast()), testing::StartsWith("00000000-0000-7000-"));
}

TEST(Uuid4, HasVersionAndVariant) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(NewUuid4(),
                testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                      "[0-9a-f]{12}"));
  }
}

TEST(Uuid4, DoesNotRepeatAcrossThreads) {
  std::mutex mutex;
  std::set<std::string> all;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        std::string id = NewUuid4();
        std::lock_guard lock(mutex);
        all.insert(id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(all.size(), 8000u);
}

}  // namespace
}  // namespace steward::observe

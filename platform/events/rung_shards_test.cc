#include "platform/events/rung_shards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/time/clock.h"

namespace steward::events {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RungShardsTest : public testing::Test {
 protected:
  // All shards are due at first.
  RungShardsTest() { EXPECT_EQ(rung_.Await().size(), size_t{journal::kShards}); }

  RungShards rung_{absl::Hours(1)};
};

TEST_F(RungShardsTest, GivesTheShardsThatWereHeard) {
  rung_.Heard(5, {1, 7});
  rung_.Heard(2, {1, 1});

  EXPECT_THAT(rung_.Await(), ElementsAre(2, 5));
}

TEST_F(RungShardsTest, RingThatTellsNothingNewIsIgnored) {
  rung_.Reached(3, {1, 7});

  rung_.Heard(3, {1, 6});
  rung_.Heard(3, {1, 7});
  rung_.Heard(4, {0, 0});
  rung_.Ring(1);

  EXPECT_THAT(rung_.Await(), ElementsAre(1));
}

TEST_F(RungShardsTest, RingThatComesWhileItsEventIsAppliedIsIgnored) {
  rung_.Heard(3, {1, 8});
  rung_.Reached(3, {1, 8});
  rung_.Ring(1);

  EXPECT_THAT(rung_.Await(), ElementsAre(1));
}

TEST_F(RungShardsTest, RingOfANewEpochIsHeard) {
  rung_.Reached(3, {1, 100});

  rung_.Heard(3, {2, 1});

  EXPECT_THAT(rung_.Await(), ElementsAre(3));
}

// Whoever can write to Redis may name any offset.
TEST_F(RungShardsTest, OffsetThatIsNeverReachedIsAskedForOnce) {
  rung_.Heard(3, {1, 1'000'000'000});
  EXPECT_THAT(rung_.Await(), ElementsAre(3));
  rung_.Reached(3, {1, 5});
  rung_.Ring(1);

  EXPECT_THAT(rung_.Await(), ElementsAre(1));
}

TEST_F(RungShardsTest, SaysOnceThatARingToldOfWhatThereIsNot) {
  rung_.Heard(3, {1, 9});
  rung_.Heard(4, {1, 5});
  EXPECT_THAT(rung_.Await(), ElementsAre(3, 4));
  rung_.Reached(3, {1, 5});
  rung_.Reached(4, {1, 5});

  EXPECT_TRUE(rung_.WasMisled(3));
  EXPECT_FALSE(rung_.WasMisled(3));
  EXPECT_FALSE(rung_.WasMisled(4));
  EXPECT_FALSE(rung_.WasMisled(5));
}

TEST_F(RungShardsTest, ShardThatRestsIsDueAfterwards) {
  const absl::Time start = absl::Now();
  rung_.Rest(3, absl::Milliseconds(50));
  rung_.Heard(3, {1, 1});
  rung_.Ring(1);

  EXPECT_THAT(rung_.Await(), ElementsAre(1));
  EXPECT_THAT(rung_.Await(), ElementsAre(3));
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(50));
}

TEST_F(RungShardsTest, AllAreDueAfterAllRested) {
  const absl::Time start = absl::Now();
  rung_.RestAll(absl::Milliseconds(50));
  rung_.Heard(3, {1, 1});

  EXPECT_EQ(rung_.Await().size(), size_t{journal::kShards});
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(50));
}

TEST_F(RungShardsTest, AllAreDueNowAndThen) {
  RungShards polled(absl::Milliseconds(20));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(polled.Await().size(), size_t{journal::kShards});
}

TEST_F(RungShardsTest, StopEndsEveryWait) {
  std::thread stopper([&] { rung_.Stop(); });

  EXPECT_THAT(rung_.Await(), IsEmpty());
  EXPECT_FALSE(rung_.Pause(absl::Hours(1)));
  EXPECT_TRUE(rung_.stopped());
  stopper.join();
}

}  // namespace
}  // namespace steward::events

#include "services/notification/delivery/lanes.h"

#include <gtest/gtest.h>

namespace steward::notification {
namespace {

TEST(Lanes, LetHostsTakeTurns) {
  Lanes<int> lanes(100, 10);
  for (int item : {1, 2, 3}) lanes.Push("a", item);
  for (int item : {11, 12}) lanes.Push("b", item);

  for (int expected : {1, 11, 2, 12, 3}) EXPECT_EQ(lanes.Next(), expected);
  EXPECT_EQ(lanes.Next(), absl::nullopt);
}

TEST(Lanes, HoldAHostBackAtItsLimit) {
  Lanes<int> lanes(100, 1);
  lanes.Push("a", 1);
  lanes.Push("a", 2);
  lanes.Push("b", 11);

  EXPECT_EQ(lanes.Next(), 1);
  EXPECT_EQ(lanes.Next(), 11);
  EXPECT_EQ(lanes.Next(), absl::nullopt);
  lanes.Release("a");
  EXPECT_EQ(lanes.Next(), 2);
}

TEST(Lanes, HoldEverybodyBackAtTheTotal) {
  Lanes<int> lanes(2, 2);
  for (int item : {1, 2}) lanes.Push("a", item);
  lanes.Push("b", 11);
  lanes.Next();
  lanes.Next();

  EXPECT_EQ(lanes.Next(), absl::nullopt);
  lanes.Release("b");
  EXPECT_EQ(lanes.Next(), 2);
}

}  // namespace
}  // namespace steward::notification

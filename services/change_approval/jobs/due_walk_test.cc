#include "services/change_approval/jobs/due_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "absl/strings/str_cat.h"
#include "platform/testing/eventually.h"

namespace steward::change_approval {
namespace {

using testing::ElementsAreArray;

constexpr int kDue = 5;

// What a walk over 1 to 5 does: "after 0" when it lists, then what it settles.
class DueWalkTest : public testing::Test {
 protected:
  std::vector<std::string> FirstSteps(size_t count, const absl::Status& outcome) {
    DueWalk<int> walk({.list = [this](int last, int limit) { return List(last, limit); },
                       .settle =
                           [&](int due) {
                             Note(absl::StrCat(due));
                             return outcome;
                           },
                       .cannot_list = "cannot be listed",
                       .cannot_settle = "cannot be settled",
                       .interval = absl::Milliseconds(1),
                       .batch = 100});
    EXPECT_TRUE(Eventually([&] { return Steps().size() >= count; }));
    walk.Stop();
    std::vector<std::string> steps = Steps();
    steps.resize(count);
    return steps;
  }

 private:
  absl::StatusOr<std::vector<int>> List(int last, int limit) {
    Note(absl::StrCat("after ", last));
    std::vector<int> due;
    for (int i = last + 1; i <= kDue && static_cast<int>(due.size()) < limit; ++i) due.push_back(i);
    return due;
  }
  void Note(const std::string& step) {
    std::lock_guard lock(mutex_);
    steps_.push_back(step);
  }
  std::vector<std::string> Steps() {
    std::lock_guard lock(mutex_);
    return steps_;
  }

  std::mutex mutex_;
  std::vector<std::string> steps_;
};

TEST_F(DueWalkTest, SettlesEverything) {
  EXPECT_THAT(FirstSteps(7, absl::OkStatus()),
              ElementsAreArray({"after 0", "1", "2", "3", "4", "5", "after 0"}));
}

TEST_F(DueWalkTest, PassesOverWhatCannotBeSettled) {
  EXPECT_THAT(FirstSteps(7, absl::InternalError("broken")),
              ElementsAreArray({"after 0", "1", "2", "3", "4", "5", "after 0"}));
}

TEST_F(DueWalkTest, LeavesOffWhileSomethingIsDownAndGivesAllTheirTurn) {
  EXPECT_THAT(FirstSteps(9, absl::UnavailableError("down")),
              ElementsAreArray({"after 0", "1", "2", "3", "after 3", "4", "5", "after 0", "1"}));
}

}  // namespace
}  // namespace steward::change_approval

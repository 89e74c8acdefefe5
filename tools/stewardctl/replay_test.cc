#include "tools/stewardctl/replay.h"

#include <gmock/gmock.h>

#include <vector>

namespace steward::ctl {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'750'000'000);
constexpr absl::Duration kOld = -absl::Hours(1);
constexpr absl::Duration kYoung = absl::Minutes(2);

struct Step {
  // Whose event; empty: a bookmark.
  std::string service;
  // Of the event, after the start.
  absl::Duration age;
  absl::Duration waited;
  bool is_first = false;
};

Step Opened() { return {"", {}, {}, true}; }
Step Bookmark(int waited) { return {"", {}, absl::Seconds(waited)}; }
Step Event(const char* service, absl::Duration age, int waited = 0) {
  return {service, age, absl::Seconds(waited)};
}

// How many messages come before the end; all of them when it is not reached.
int ReadUntilOver(const std::vector<Step>& steps) {
  Replay replay(kStart);
  for (size_t i = 0; i < steps.size(); ++i) {
    event::v1::WatchResponse message;
    if (!steps[i].service.empty()) {
      message.mutable_event()->set_service(steps[i].service);
      message.mutable_event()->mutable_time()->set_seconds(
          absl::ToUnixSeconds(kStart + steps[i].age));
    }
    if (replay.IsOver(message, steps[i].is_first, steps[i].waited)) return static_cast<int>(i);
  }
  return static_cast<int>(steps.size());
}

TEST(Replay, EndsInSilence) {
  EXPECT_EQ(ReadUntilOver({Opened(), Bookmark(15), Bookmark(15)}), 2);
  EXPECT_EQ(ReadUntilOver({Opened(), Event("a", kOld), Bookmark(15), Bookmark(15)}), 3);
  EXPECT_EQ(ReadUntilOver({Opened(), Bookmark(15), Event("a", kOld), Bookmark(15)}), 4);
}

TEST(Replay, GoesOnWhereAnotherServiceIsBehind) {
  EXPECT_EQ(ReadUntilOver({Opened(), Event("a", kOld), Event("b", kYoung), Event("a", kOld),
                           Event("b", kYoung), Event("a", kOld)}),
            6);
  EXPECT_EQ(ReadUntilOver({Opened(), Event("b", kYoung), Event("b", kYoung)}), 3);
}

TEST(Replay, EndsWhereSomethingAlwaysHappens) {
  EXPECT_EQ(ReadUntilOver({Opened(), Event("a", kOld), Event("b", kYoung, 5), Event("b", kYoung, 4),
                           Event("b", kYoung, 1)}),
            4);
  EXPECT_EQ(ReadUntilOver({Opened(), Event("b", kYoung, 5), Event("a", kYoung, 5)}), 2);
}

TEST(Replay, AllowsForASlowClock) {
  const absl::Duration behind = absl::Seconds(59);
  EXPECT_EQ(ReadUntilOver(
                {Opened(), Event("a", behind, 5), Event("a", behind, 5), Event("a", behind, 5)}),
            4);
}

TEST(Replay, IsNotOverWhenAStreamIs) {
  // The last bookmark of a stream that grew too old, and the first of the next one.
  EXPECT_EQ(ReadUntilOver({Opened(), Event("a", kOld), Bookmark(0), Opened(), Event("a", kOld)}),
            5);
  EXPECT_EQ(ReadUntilOver({Opened(), Event("a", kOld), Bookmark(15), Opened(), Bookmark(15)}), 5);
}

TEST(Replay, IsNotOverAfterOneLongWait) {
  EXPECT_EQ(ReadUntilOver({Opened(), Event("a", kOld), Event("b", kYoung, 3600), Event("a", kOld)}),
            4);
}

}  // namespace
}  // namespace steward::ctl

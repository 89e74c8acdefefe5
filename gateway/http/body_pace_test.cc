#include "gateway/http/body_pace.h"

#include <gtest/gtest.h>

#include <vector>

namespace steward::gateway {
namespace {

struct Step {
  // Seconds that the client is waited for, and what it sends then.
  int waits = 0;
  size_t bytes = 0;
  // Before: seconds in which nobody asks it to send.
  int pause = 0;
};

TEST(BodyPace, CountsWhatArrivesInTheTimeThatIsWaited) {
  struct Case {
    const char* name;
    std::vector<Step> steps;
    bool too_slow;
  };
  const Case kCases[] = {
      {"nothing yet, within the grace", {{5, 0}}, false},
      {"nothing after it", {{6, 0}}, true},
      {"one byte a second", {{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}, true},
      {"as fast as it must be", {{6, 6000}}, false},
      {"a little less", {{6, 5999}}, true},
      {"fast, then nothing for a while", {{1, 60'000}, {50, 1}}, false},
      {"fast, then nothing for too long", {{1, 60'000}, {60, 1}}, true},
      {"held up by us", {{1, 1000}, {1, 1000, 600}}, false},
  };
  for (const Case& each : kCases) {
    BodyPace pace(1000);
    pace.Begin();
    BodyPace::Clock::time_point now;
    for (const Step& step : each.steps) {
      now += std::chrono::seconds(step.pause);
      pace.Wait(now);
      now += std::chrono::seconds(step.waits);
      pace.Arrived(step.bytes, now);
    }
    EXPECT_EQ(pace.IsTooSlow(now), each.too_slow) << each.name;
  }
}

TEST(BodyPace, SeesAClientThatSendsNothingAnyMore) {
  BodyPace pace(1000);
  pace.Begin();
  BodyPace::Clock::time_point now;
  pace.Wait(now);
  EXPECT_FALSE(pace.IsTooSlow(now + std::chrono::seconds(5)));
  EXPECT_TRUE(pace.IsTooSlow(now + std::chrono::seconds(6)));
  BodyPace any(0);
  any.Begin();
  any.Wait(now);
  EXPECT_FALSE(any.IsTooSlow(now + std::chrono::hours(1)));
}

}  // namespace
}  // namespace steward::gateway

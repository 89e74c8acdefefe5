#include "platform/events/catch_ups.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"

namespace steward::events {
namespace {

bool IsTold(const std::shared_ptr<CatchUps::Caller>& caller) {
  return caller->told.Wait(absl::Now());
}

TEST(CatchUps, TellThoseWhoWaitedBeforeTheJournalWasAsked) {
  CatchUps catch_ups;
  const auto early = catch_ups.Join(3), elsewhere = catch_ups.Join(4);
  catch_ups.Asking({3});
  const auto late = catch_ups.Join(3);

  catch_ups.Reached(3);

  EXPECT_TRUE(IsTold(early));
  EXPECT_THAT(early->status, IsOk());
  EXPECT_FALSE(IsTold(late));
  EXPECT_FALSE(IsTold(elsewhere));
  catch_ups.Asking({3, 4});
  catch_ups.Reached(3);
  EXPECT_TRUE(IsTold(late));
  EXPECT_FALSE(IsTold(elsewhere));
}

// A page that is not the last one tells nobody.
TEST(CatchUps, KeepThoseWhoseShardHasMore) {
  CatchUps catch_ups;
  const auto caller = catch_ups.Join(0);
  catch_ups.Asking({0});
  catch_ups.Asking({0});
  EXPECT_FALSE(IsTold(caller));
  catch_ups.Reached(0);
  EXPECT_TRUE(IsTold(caller));
}

TEST(CatchUps, TellOfFailures) {
  CatchUps catch_ups;
  const auto asked = catch_ups.Join(0);
  catch_ups.Asking({0});
  const auto late = catch_ups.Join(7);

  catch_ups.Failed(errors::Unavailable("the journal"));

  EXPECT_TRUE(IsTold(asked));
  EXPECT_THAT(asked->status, HasReason(errors::Reason::UNAVAILABLE));
  EXPECT_FALSE(IsTold(late));
}

}  // namespace
}  // namespace steward::events

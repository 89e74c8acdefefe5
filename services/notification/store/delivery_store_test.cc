#include "services/notification/store/delivery_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/delivery.h"
#include "services/notification/domain/webhook.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

using errors::Reason;
using testing::ElementsAre;
using testing::SizeIs;

constexpr absl::Duration kLease = absl::Minutes(2);
constexpr ClaimLimits kMany{100, 100};

class DeliveryStoreTest : public testing::Test {
 protected:
  std::vector<Claim> Take(absl::Time now, ClaimLimits limits = kMany) {
    auto claims = database_.deliveries.TakeClaims(now, now + kLease, limits);
    EXPECT_THAT(claims, IsOk());
    return std::move(claims->claims);
  }

  absl::Time NextDue(absl::Time now) {
    return database_.deliveries.TakeClaims(now, now + kLease, {0, 0})->next_due;
  }

  // What becomes of a claim when the endpoint answers so.
  Finished Answered(const Claim& claim, int status, absl::Time now) {
    Judgement judgement = Record(claim.delivery, {status, "", {}}, RetrySchedule(), 0.5, now);
    return {claim.key, judgement.delivery, "said", judgement.endpoint_rests_until};
  }

  std::vector<Delivery> List(const std::string& filter = "") {
    const auto page =
        database_.deliveries.List(database_.CallOf("demo"), {filter, "", 0, "", "WHK-1"})->Parse();
    return {page.deliveries().begin(), page.deliveries().end()};
  }

  TestDatabase database_;
  const absl::Time now_ = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
};

TEST_F(DeliveryStoreTest, ClaimsWhatIsDueWithAllThatAnAttemptNeeds) {
  database_.AddWebhook("demo", "https://example.com/a", {}, now_);
  const std::string id = database_.QueueEvent("demo", now_);

  EXPECT_THAT(Take(now_ - absl::Seconds(1)), SizeIs(0));
  const std::vector<Claim> claims = Take(now_);

  ASSERT_THAT(claims, SizeIs(1));
  EXPECT_EQ(claims[0].key.tenant, "demo");
  EXPECT_EQ(claims[0].key.webhook_id, "WHK-1");
  EXPECT_EQ(claims[0].key.event_id, id);
  EXPECT_EQ(claims[0].key.claim_count, 1);
  EXPECT_EQ(claims[0].url, "https://example.com/a");
  EXPECT_THAT(database_.secrets.Open("demo", claims[0].sealed_secret), IsOkAndHolds(TestSecret()));
  event::v1::Event event;
  EXPECT_TRUE(event.ParseFromString(claims[0].event));
  EXPECT_EQ(event.id(), id);
}

TEST_F(DeliveryStoreTest, LeasesADeliveryToOneWorkerAtATime) {
  database_.AddWebhook("demo", "https://example.com/a", {}, now_);
  database_.QueueEvent("demo", now_);

  EXPECT_THAT(Take(now_), SizeIs(1));
  EXPECT_THAT(Take(now_), SizeIs(0));
  EXPECT_THAT(Take(now_ + kLease - absl::Milliseconds(1)), SizeIs(0));
  const std::vector<Claim> again = Take(now_ + kLease);

  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].key.claim_count, 2);
}

TEST_F(DeliveryStoreTest, SkipsWhatAnotherConnectionIsClaiming) {
  database_.AddWebhook("demo", "https://example.com/a", {}, now_);
  database_.QueueEvent("demo", now_);
  auto other = pg::Connection::Open(database_.conninfo);
  std::vector<pg::Statement> open(3);
  open[0].text = "BEGIN";
  open[1] = pg::ScopeToSystem();
  open[2].text = "SELECT event_id FROM delivery FOR UPDATE";
  auto locked = (*other)->Run(open, absl::Now() + absl::Seconds(10));
  ASSERT_THAT(locked, IsOk());
  ASSERT_EQ((*locked)[2].rows(), 1);

  EXPECT_THAT(Take(now_), SizeIs(0));
  ASSERT_THAT((*other)->Run(std::vector<pg::Statement>{{nullptr, {}, "ROLLBACK"}},
                            absl::Now() + absl::Seconds(10)),
              IsOk());
  EXPECT_THAT(Take(now_), SizeIs(1));
}

TEST_F(DeliveryStoreTest, IgnoresTheResultOfALeaseThatRanOut) {
  database_.AddWebhook("demo", "https://example.com/a", {}, now_);
  database_.QueueEvent("demo", now_);
  const Claim late = Take(now_)[0];
  const Claim current = Take(now_ + kLease)[0];

  ASSERT_THAT(database_.deliveries.Finish({Answered(late, 500, now_)}, now_), IsOk());
  EXPECT_EQ(List()[0].attempt_count(), 0);
  EXPECT_THAT(Take(now_ + kLease), SizeIs(0));
  ASSERT_THAT(database_.deliveries.Release({late.key}), IsOk());
  EXPECT_THAT(Take(now_ + kLease), SizeIs(0));

  ASSERT_THAT(database_.deliveries.Finish({Answered(current, 200, now_)}, now_), IsOk());
  EXPECT_EQ(List()[0].state(), Delivery::DELIVERED);
  ASSERT_THAT(database_.deliveries.Finish({Answered(current, 500, now_)}, now_), IsOk());
  EXPECT_EQ(List()[0].state(), Delivery::DELIVERED);
}

TEST_F(DeliveryStoreTest, GivesBackWhatWasReleased) {
  database_.AddWebhook("demo", "https://example.com/a", {}, now_);
  database_.QueueEvent("demo", now_);
  const Claim claim = Take(now_)[0];

  ASSERT_THAT(database_.deliveries.Release({claim.key}), IsOk());

  EXPECT_THAT(Take(now_), SizeIs(1));
  EXPECT_EQ(List()[0].attempt_count(), 0);
}

TEST_F(DeliveryStoreTest, TriesAgainWhenTheNextAttemptIsDue) {
  database_.AddWebhook("demo", "https://example.com/a", {}, now_);
  database_.QueueEvent("demo", now_);
  const Claim claim = Take(now_)[0];

  auto failing = database_.deliveries.Finish({Answered(claim, 500, now_)}, now_);

  ASSERT_THAT(failing, IsOk());
  ASSERT_THAT(*failing, SizeIs(1));
  EXPECT_EQ((*failing)[0].webhook_id, "WHK-1");
  EXPECT_EQ((*failing)[0].first_failure_at, now_);
  const Delivery delivery = List()[0];
  EXPECT_EQ(delivery.state(), Delivery::PENDING);
  EXPECT_EQ(delivery.last_status(), 500);
  EXPECT_EQ(FromProto(delivery.next_attempt_time()), now_ + absl::Seconds(5));
  EXPECT_EQ(NextDue(now_), now_ + absl::Seconds(5));
  EXPECT_THAT(Take(now_ + absl::Seconds(4)), SizeIs(0));
  const std::vector<Claim> again = Take(now_ + absl::Seconds(5));
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].delivery.attempt_count(), 1);
  EXPECT_EQ(database_.Inspect("SELECT excerpt FROM delivery").Text(0, 0), "said");
}

TEST_F(DeliveryStoreTest, KeepsOneWebhookFromTakingAll) {
  database_.AddWebhook("demo", "https://example.com/a", {"dev.steward.ticket.created.v1"}, now_);
  database_.AddWebhook("demo", "https://example.com/b", {"dev.steward.ticket.closed.v1"}, now_);
  database_.AddWebhook("other", "https://example.com/c", {}, now_);
  for (int i = 0; i < 5; ++i) database_.QueueEvent("demo", now_);
  database_.QueueEvent("demo", now_, "dev.steward.ticket.closed.v1");
  database_.QueueEvent("other", now_);

  const std::vector<Claim> first = Take(now_, {2, 100});
  const std::vector<Claim> second = Take(now_, {3, 100});

  std::multiset<std::string> taken;
  for (const Claim& claim : first) taken.insert(claim.key.webhook_id + claim.key.tenant);
  EXPECT_THAT(taken, ElementsAre("WHK-1demo", "WHK-1demo", "WHK-1other", "WHK-2demo"));
  EXPECT_THAT(second, SizeIs(1));
  EXPECT_THAT(Take(now_ + kLease, {100, 4}), SizeIs(4));
}

TEST_F(DeliveryStoreTest, LetsAnEndpointRestThatAsksForIt) {
  database_.AddWebhook("demo", "https://example.com/a", {}, now_);
  database_.QueueEvent("demo", now_);
  const Claim claim = Take(now_)[0];
  database_.QueueEvent("demo", now_);

  ASSERT_THAT(database_.deliveries.Finish({Answered(claim, 503 + 1, now_)}, now_), IsOk());

  EXPECT_EQ(NextDue(now_), now_ + kOverloadPause);
  EXPECT_THAT(Take(now_ + kOverloadPause - absl::Milliseconds(1)), SizeIs(0));
  EXPECT_THAT(Take(now_ + kOverloadPause), SizeIs(2));
}

TEST_F(DeliveryStoreTest, ForgetsFailuresAfterASuccessAndAfterEnabling) {
  const absl::Time start = now_ - absl::Hours(240);
  const Webhook webhook = database_.AddWebhook("demo", "https://example.com/a", {}, start);
  auto fail = [&](int status, absl::Time when) {
    database_.QueueEvent("demo", when);
    std::vector<Finished> finished;
    for (const Claim& claim : Take(when)) finished.push_back(Answered(claim, status, when));
    return *database_.deliveries.Finish(finished, when);
  };

  fail(500, start + absl::Hours(1));
  EXPECT_EQ(fail(500, start + absl::Hours(2))[0].first_failure_at, start + absl::Hours(1));
  EXPECT_THAT(fail(200, start + absl::Hours(3)), SizeIs(0));
  EXPECT_EQ(fail(500, start + absl::Hours(4))[0].first_failure_at, start + absl::Hours(4));

  for (int hour : {5, 6}) {
    const Call call = database_.CallOf("demo", start + absl::Hours(hour));
    auto stored = database_.webhooks.Get(call, webhook.name());
    auto next = hour == 5 ? Disable(stored->resource, "", call.now())
                          : Enable(stored->resource, call.now());
    ASSERT_THAT(database_.Commit(call, database_.webhooks.Update(call, *stored, *next, "x")),
                IsOk());
    EXPECT_EQ(Take(call.now()).empty(), hour == 5);
  }
  EXPECT_EQ(fail(500, start + absl::Hours(7))[0].first_failure_at, start + absl::Hours(7));
}

TEST_F(DeliveryStoreTest, HasNothingDueWhenNothingWaits) {
  EXPECT_EQ(NextDue(now_), absl::InfiniteFuture());
}

TEST_F(DeliveryStoreTest, ListsTheDeliveriesOfOneWebhookByFilterAndPage) {
  EXPECT_THAT(resource::CheckColumns(DeliveryColumns()), IsOk());
  database_.AddWebhook("demo", "https://example.com/a", {}, now_);
  database_.AddWebhook("demo", "https://example.com/b", {}, now_);
  const std::string first = database_.QueueEvent("demo", now_);
  const std::string second = database_.QueueEvent("demo", now_ + absl::Seconds(1));
  const Call call = database_.CallOf("demo");

  const auto page = database_.deliveries.List(call, {"", "", 1, "", "WHK-1"})->Parse();
  const auto rest =
      database_.deliveries.List(call, {"", "", 1, page.next_page_token(), "WHK-1"})->Parse();

  ASSERT_THAT(page.deliveries(), SizeIs(1));
  EXPECT_EQ(page.deliveries()[0].name(), absl::StrCat("webhooks/WHK-1/deliveries/", second));
  ASSERT_THAT(rest.deliveries(), SizeIs(1));
  EXPECT_EQ(rest.deliveries()[0].event_id(), first);
  EXPECT_THAT(List("state = PENDING AND attempt_count = 0"), SizeIs(2));
  EXPECT_THAT(List("state = FAILED"), SizeIs(0));
  EXPECT_THAT(database_.deliveries.List(call, {"", "", 1, page.next_page_token(), "WHK-2"}),
              HasReason(Reason::INVALID_PAGE_TOKEN));
}

}  // namespace
}  // namespace steward::notification

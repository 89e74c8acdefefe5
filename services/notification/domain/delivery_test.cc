#include "services/notification/domain/delivery.h"

#include <gtest/gtest.h>

namespace steward::notification {
namespace {

constexpr double kMiddle = 0.5;
const absl::Time kNow = absl::FromUnixSeconds(1767225600);

Delivery Fresh() { return Queue("0199a", "dev.steward.ticket.created.v1", kNow); }

Judgement After(const Delivery& delivery, const Answer& answer) {
  return Record(delivery, answer, RetrySchedule(), kMiddle, kNow);
}

TEST(Queue, IsDueAtOnce) {
  EXPECT_EQ(Fresh().state(), Delivery::PENDING);
  EXPECT_EQ(Fresh().next_attempt_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(Fresh().attempt_count(), 0);
}

TEST(Record, EndsWithSuccess) {
  Delivery failed_once = After(Fresh(), {500}).delivery;

  Judgement judgement = After(failed_once, {204});

  EXPECT_EQ(judgement.delivery.state(), Delivery::DELIVERED);
  EXPECT_EQ(judgement.delivery.attempt_count(), 2);
  EXPECT_EQ(judgement.delivery.last_status(), 204);
  EXPECT_EQ(judgement.delivery.last_error(), "");
  EXPECT_FALSE(judgement.delivery.has_next_attempt_time());
}

TEST(Record, TriesAgainAfterEveryOtherFailure) {
  for (const Answer& answer : {Answer{302}, Answer{400}, Answer{500}, Answer{0, "No answer."},
                               Answer{200, "The answer broke off."}}) {
    Judgement judgement = After(Fresh(), answer);
    EXPECT_EQ(judgement.delivery.state(), Delivery::PENDING) << answer.http_status;
    EXPECT_EQ(judgement.delivery.next_attempt_time().seconds(), absl::ToUnixSeconds(kNow) + 5);
    EXPECT_NE(judgement.delivery.last_error(), "");
    EXPECT_EQ(judgement.endpoint_rests_until, absl::InfinitePast());
  }
}

TEST(Record, GivesUpWhenAllAttemptsAreMade) {
  Delivery delivery = Fresh();
  for (int attempt = 1; attempt <= 9; ++attempt) {
    delivery = After(delivery, {500}).delivery;
    ASSERT_EQ(delivery.state(), Delivery::PENDING) << attempt;
  }

  delivery = After(delivery, {500}).delivery;

  EXPECT_EQ(delivery.state(), Delivery::FAILED);
  EXPECT_EQ(delivery.attempt_count(), 10);
  EXPECT_FALSE(delivery.has_next_attempt_time());
}

TEST(Record, GivesUpWhenTheEndpointIsGone) {
  Judgement judgement = After(Fresh(), {410});

  EXPECT_EQ(judgement.verdict, Verdict::kGone);
  EXPECT_EQ(judgement.delivery.state(), Delivery::FAILED);
  EXPECT_EQ(judgement.delivery.last_error(), "The endpoint answered 410.");
}

TEST(Record, LetsAnOverloadedEndpointRest) {
  EXPECT_EQ(After(Fresh(), {502}).endpoint_rests_until, kNow + absl::Seconds(30));
  EXPECT_EQ(After(Fresh(), {429, "", absl::Minutes(2)}).endpoint_rests_until,
            kNow + absl::Minutes(2));
  EXPECT_EQ(After(Fresh(), {429, "", absl::Hours(99)}).endpoint_rests_until,
            kNow + absl::Hours(24));
}

}  // namespace
}  // namespace steward::notification

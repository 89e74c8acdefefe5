#include "services/notification/domain/mail_attempt.h"

#include <gtest/gtest.h>

#include "platform/time/timestamp.h"

namespace steward::notification {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

TEST(RecordMail, SaysWhatComesOfAnAttempt) {
  struct Case {
    int attempts_before;
    MailOutcome outcome;
    Notification::State state;
    absl::Duration wait;
  };
  const Case cases[] = {
      {0, {true, 250, ""}, Notification::SENT, {}},
      {0, {false, 0, "no connection"}, Notification::PENDING, absl::Seconds(10)},
      {0, {false, 451, "later"}, Notification::PENDING, absl::Seconds(10)},
      {0, {false, 535, "no access"}, Notification::PENDING, absl::Seconds(10)},
      {0, {false, 550, "no such mailbox"}, Notification::FAILED, {}},
      {1, {false, 451, "later"}, Notification::PENDING, absl::Minutes(1)},
      {2, {false, 451, "later"}, Notification::FAILED, {}},
      {2, {true, 250, ""}, Notification::SENT, {}},
  };
  const RetrySchedule schedule({absl::ZeroDuration(), absl::Seconds(10), absl::Minutes(1)}, 0);
  for (const Case& each : cases) {
    Notification mail;
    mail.set_state(Notification::PENDING);
    mail.set_attempt_count(each.attempts_before);

    const Notification next = RecordMail(mail, each.outcome, schedule, 0.5, kNow);

    SCOPED_TRACE(testing::Message() << each.attempts_before << " " << each.outcome.reply_code);
    EXPECT_EQ(next.state(), each.state);
    EXPECT_EQ(next.attempt_count(), each.attempts_before + 1);
    EXPECT_EQ(next.last_error(), each.outcome.error);
    EXPECT_EQ(next.has_send_time(), each.state == Notification::SENT);
    ASSERT_EQ(next.has_next_attempt_time(), each.state == Notification::PENDING);
    if (next.has_next_attempt_time())
      EXPECT_EQ(FromProto(next.next_attempt_time()), kNow + each.wait);
  }
}

}  // namespace
}  // namespace steward::notification

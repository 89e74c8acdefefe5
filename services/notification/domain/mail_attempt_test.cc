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
      {0, {false, 550, "no such mailbox", true}, Notification::FAILED, {}},
      {0, {false, 554, "no service"}, Notification::PENDING, absl::Seconds(10)},
      {2, {false, 554, "no service"}, Notification::FAILED, {}},
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
    if (next.has_next_attempt_time()) {
      EXPECT_EQ(FromProto(next.next_attempt_time()), kNow + each.wait);
    }
  }
}

TEST(HurdleOf, LooksAgainAtWhoIsTold) {
  struct Case {
    MailProspect prospect;
    Notification::Reason reason;
  };
  const Case cases[] = {
      {{true, "bob@example.com", false}, Notification::REASON_UNSPECIFIED},
      {{true, "bob@example.com", true}, Notification::NO_ACCESS},
      {{true, "", false}, Notification::NO_ADDRESS},
      {{false, "bob@example.com", false}, Notification::INACTIVE},
      {{false, "", true}, Notification::NO_ACCESS},
  };
  for (const Case& each : cases) EXPECT_EQ(HurdleOf(each.prospect), each.reason);
}

TEST(Suppress, LeavesNobodyARecordOfWhatTheyMayNotSee) {
  Notification mail;
  mail.set_state(Notification::PENDING);
  mail.set_reader("users/bob");
  *mail.mutable_next_attempt_time() = ToProto(kNow);

  const Notification inactive = Suppress(mail, Notification::INACTIVE);
  EXPECT_EQ(inactive.state(), Notification::SUPPRESSED);
  EXPECT_EQ(inactive.reason(), Notification::INACTIVE);
  EXPECT_EQ(inactive.reader(), "users/bob");
  EXPECT_FALSE(inactive.confidential());
  EXPECT_FALSE(inactive.has_next_attempt_time());

  const Notification hidden = Suppress(mail, Notification::NO_ACCESS);
  EXPECT_EQ(hidden.reader(), "");
  EXPECT_TRUE(hidden.confidential());
}

}  // namespace
}  // namespace steward::notification

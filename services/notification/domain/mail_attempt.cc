#include "services/notification/domain/mail_attempt.h"

#include "platform/time/timestamp.h"

namespace steward::notification {

Notification RecordMail(const Notification& notification, const MailOutcome& outcome,
                        const RetrySchedule& schedule, double random, absl::Time now) {
  Notification next = notification;
  next.set_attempt_count(notification.attempt_count() + 1);
  next.clear_next_attempt_time();
  next.set_last_error(outcome.error);
  if (outcome.taken) {
    next.clear_last_error();
    next.set_state(Notification::SENT);
    *next.mutable_send_time() = ToProto(now);
    return next;
  }
  const bool is_final = outcome.reply_code >= 550 && outcome.reply_code <= 559;
  const auto wait = schedule.NextWait(next.attempt_count(), absl::ZeroDuration(), random);
  if (is_final || !wait)
    next.set_state(Notification::FAILED);
  else
    *next.mutable_next_attempt_time() = ToProto(now + *wait);
  return next;
}

}  // namespace steward::notification

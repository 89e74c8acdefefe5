#include "services/notification/domain/mail_attempt.h"

#include "platform/time/timestamp.h"

namespace steward::notification {

Notification::Reason HurdleOf(const MailProspect& prospect) {
  if (prospect.hidden) return Notification::NO_ACCESS;
  if (!prospect.active) return Notification::INACTIVE;
  return prospect.address.empty() ? Notification::NO_ADDRESS : Notification::REASON_UNSPECIFIED;
}

Notification Suppress(const Notification& notification, Notification::Reason reason) {
  Notification next = notification;
  next.set_state(Notification::SUPPRESSED);
  next.set_reason(reason);
  next.clear_next_attempt_time();
  if (reason != Notification::NO_ACCESS) return next;
  next.set_confidential(true);
  next.clear_reader();
  return next;
}

Notification GiveUp(const Notification& notification, Notification::Reason reason) {
  Notification next = notification;
  next.set_state(Notification::FAILED);
  next.set_reason(reason);
  next.clear_next_attempt_time();
  return next;
}

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
  const auto wait = schedule.NextWait(next.attempt_count(), absl::ZeroDuration(), random);
  if (outcome.is_final || !wait)
    next.set_state(Notification::FAILED);
  else
    *next.mutable_next_attempt_time() = ToProto(now + *wait);
  return next;
}

}  // namespace steward::notification

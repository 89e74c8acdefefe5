#include "services/notification/domain/delivery.h"

#include "platform/time/timestamp.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace steward::notification {
namespace {

std::string ErrorText(const Answer& answer) {
  if (!answer.error.empty()) return answer.error;
  return absl::StrCat("The endpoint answered ", answer.http_status, ".");
}

absl::Duration Rest(const Answer& answer) {
  const absl::Duration wish = std::min(answer.retry_after, kRetryAfterMax);
  return wish > absl::ZeroDuration() ? wish : kOverloadPause;
}

}  // namespace

Delivery Queue(absl::string_view event_id, absl::string_view event_type, absl::Time now) {
  Delivery delivery;
  delivery.set_event_id(std::string(event_id));
  delivery.set_event_type(std::string(event_type));
  delivery.set_state(Delivery::PENDING);
  *delivery.mutable_create_time() = ToProto(now);
  *delivery.mutable_next_attempt_time() = ToProto(now);
  return delivery;
}

Judgement Record(const Delivery& delivery, const Answer& answer, const RetrySchedule& schedule,
                 double random, absl::Time now) {
  Judgement judgement{delivery,
                      answer.error.empty() ? Judge(answer.http_status) : Verdict::kFailed};
  Delivery& next = judgement.delivery;
  next.set_attempt_count(delivery.attempt_count() + 1);
  next.set_last_status(answer.http_status);
  next.clear_last_error();
  next.clear_next_attempt_time();
  if (judgement.verdict == Verdict::kDelivered) {
    next.set_state(Delivery::DELIVERED);
    return judgement;
  }
  next.set_last_error(ErrorText(answer));
  if (judgement.verdict == Verdict::kOverloaded)
    judgement.endpoint_rests_until = now + Rest(answer);
  auto wait = schedule.NextWait(next.attempt_count(), answer.retry_after, random);
  if (judgement.verdict == Verdict::kGone || !wait) {
    next.set_state(Delivery::FAILED);
  } else {
    *next.mutable_next_attempt_time() = ToProto(now + *wait);
  }
  return judgement;
}

}  // namespace steward::notification

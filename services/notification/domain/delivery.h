#pragma once

// What becomes of a delivery after an attempt. Pure; all functions are thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/notification/domain/retry.h"
#include "steward/notification/v1/webhook.pb.h"

namespace steward::notification {

using v1::Delivery;

// What an endpoint answered, or why it did not.
struct Answer {
  // 0: no answer.
  int http_status = 0;
  // Empty when an answer came.
  std::string error;
  absl::Duration retry_after = absl::ZeroDuration();
};

// A delivery and what its last answer means for the endpoint.
struct Judgement {
  Delivery delivery;
  Verdict verdict = Verdict::kFailed;
  // No attempt should be made at any delivery to this endpoint before. In the past: no limit.
  absl::Time endpoint_rests_until = absl::InfinitePast();
};

// A delivery of this event that is PENDING and due at once. The store gives it its name.
Delivery Queue(absl::string_view event_id, absl::string_view event_type, absl::Time now);

// Records one attempt at a PENDING delivery: DELIVERED after 2xx, FAILED after 410 or the last
// attempt, else PENDING until the next one. `random` is uniform in [0, 1).
Judgement Record(const Delivery& delivery, const Answer& answer, const RetrySchedule& schedule,
                 double random, absl::Time now);

}  // namespace steward::notification

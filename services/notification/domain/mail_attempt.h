#pragma once

// What becomes of a mail after an attempt. Pure; all functions are thread-safe.

#include <string>

#include "absl/time/time.h"
#include "services/notification/domain/retry.h"
#include "steward/notification/v1/notification.pb.h"

namespace steward::notification {

using v1::Notification;

// What the mail server answered.
struct MailOutcome {
  // The mail was taken.
  bool taken = false;
  // Last reply code of the server (RFC 5321 §4.2); 0: none came.
  int reply_code = 0;
  // Why it was not taken, in words for administrators; names no address.
  std::string error;
};

// Records one attempt at a PENDING mail: SENT when it was taken, FAILED after the last attempt and
// when the server will never take it (replies 550 to 559), else PENDING until the next one.
// `random` is uniform in [0, 1).
Notification RecordMail(const Notification& notification, const MailOutcome& outcome,
                        const RetrySchedule& schedule, double random, absl::Time now);

}  // namespace steward::notification

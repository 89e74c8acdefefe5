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
  // The server will never take it.
  bool is_final = false;
};

// What there is to know of a mail before it is sent.
struct MailProspect {
  // The recipient is known and ACTIVE.
  bool active = false;
  // Empty: none.
  std::string address;
  // The record is confidential, or a VIP's, and not the recipient's.
  bool hidden = false;
};

// Why a mail that waited is not to be sent any more; REASON_UNSPECIFIED when it is.
Notification::Reason HurdleOf(const MailProspect& prospect);
// A PENDING mail that is not sent for this reason: SUPPRESSED. With NO_ACCESS the record of it is
// confidential, and nobody's own.
Notification Suppress(const Notification& notification, Notification::Reason reason);

// A PENDING mail that cannot be sent, for this reason: FAILED without an attempt.
Notification GiveUp(const Notification& notification, Notification::Reason reason);

// Records one attempt at a PENDING mail: SENT when it was taken, FAILED after the last attempt and
// when the server will never take it, else PENDING until the next one.
// `random` is uniform in [0, 1).
Notification RecordMail(const Notification& notification, const MailOutcome& outcome,
                        const RetrySchedule& schedule, double random, absl::Time now);

}  // namespace steward::notification

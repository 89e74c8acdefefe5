#pragma once

// Mails on their way: what a worker claims and finishes, for all tenants. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "platform/pg/pool.h"
#include "steward/notification/v1/notification.pb.h"

namespace steward::notification {

using v1::Notification;

// A mail that one worker may send until its lease runs out.
struct MailClaim {
  std::string tenant;
  // Which of the times that it was claimed.
  int64_t claim_count = 0;
  // With its name. Of one that is UNREADABLE as far as columns tell it.
  Notification notification;
  // Where it goes by now.
  std::string address;
  std::string html;
  // As of Told.
  std::string link;
  // Why it is not to be sent after all; REASON_UNSPECIFIED: it is.
  Notification::Reason hurdle = Notification::REASON_UNSPECIFIED;
};

class MailStore {
 public:
  explicit MailStore(pg::Pool* pool) : pool_(pool) {}

  // Leases some that are due and leased by nobody else, at most `limit`: equally many of all
  // tenants, those that are due longest. The hurdle of one whose message cannot be read is
  // UNREADABLE.
  absl::StatusOr<std::vector<MailClaim>> Take(absl::Time now, absl::Time lease_until,
                                              int limit) const;
  // Records attempts, which `notification` shows, and ends their leases. Those that were claimed
  // again in the meantime stay as they are.
  absl::Status Finish(absl::Span<const MailClaim> attempted) const;
  // Ends leases without an attempt.
  absl::Status Release(absl::Span<const MailClaim> claims) const;

 private:
  // A mail as its columns have it, without its message.
  absl::StatusOr<Notification> Describe(const std::string& tenant, const std::string& id) const;

  pg::Pool* const pool_;
};

}  // namespace steward::notification

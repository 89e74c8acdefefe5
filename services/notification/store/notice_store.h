#pragma once

// Notices: events on their way to becoming notifications. Workers see all tenants. Thread-safe.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "platform/pg/pool.h"
#include "services/notification/domain/telling.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::notification {

// The statement of an event's effect: a notice when a shipped rule wants events of its type, or an
// ENABLED one of the tenant. It fails when there is one already.
pg::Statement QueueNotice(const event::v1::StoredEvent& stored, bool is_shipped_type,
                          absl::Time now);

// A notice that one worker has until its lease runs out.
struct Notice {
  std::string tenant;
  std::string event_id;
  // Which of the times that it was claimed.
  int64_t claim_count = 0;
  // How often it could not be told.
  int64_t failure_count = 0;
  // How often it was given back.
  int64_t release_count = 0;
  event::v1::Event event;
};

class NoticeStore {
 public:
  // `run_time` is what each run may take.
  explicit NoticeStore(pg::Pool* pool, absl::Duration run_time = absl::Seconds(10))
      : pool_(pool), run_time_(run_time) {}

  // Leases some that are not parked and leased by nobody else, at most `limit`: equally many of all
  // tenants, those that wait longest.
  absl::StatusOr<std::vector<Notice>> Take(absl::Time now, absl::Time lease_until, int limit) const;
  // Stores what became of them, tenant by tenant, and ends them. What is stored already stays.
  absl::Status Finish(absl::Span<const Notice> notices,
                      absl::Span<const std::pair<std::string, Told>> told) const;
  // Gives them back, as if they had not been taken.
  absl::Status Release(absl::Span<const Notice> notices) const;
  // Records that one could not be told: it may be taken again at `retry_time`.
  absl::Status PutOff(const Notice& notice, absl::string_view error, absl::Time retry_time) const;
  // The same of one that is not taken again, until an operator says so.
  absl::Status Park(const Notice& notice, absl::string_view error, absl::Time now) const;

 private:
  absl::Status Fail(const Notice& notice, absl::string_view error, absl::Time lease_until,
                    absl::optional<absl::Time> park_time) const;

  pg::Pool* const pool_;
  const absl::Duration run_time_;
};

}  // namespace steward::notification

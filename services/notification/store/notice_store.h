#pragma once

// Notices: events on their way to becoming notifications. Workers see all tenants. Thread-safe.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
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
  event::v1::Event event;
};

class NoticeStore {
 public:
  // `run_time` is what each run may take.
  explicit NoticeStore(pg::Pool* pool, absl::Duration run_time = absl::Seconds(10))
      : pool_(pool), run_time_(run_time) {}

  // Leases those that wait longest and are leased by nobody else, at most `limit`.
  absl::StatusOr<std::vector<Notice>> Take(absl::Time now, absl::Time lease_until, int limit) const;
  // Stores what became of them, tenant by tenant, and ends them. What is stored already stays.
  absl::Status Finish(absl::Span<const Notice> notices,
                      absl::Span<const std::pair<std::string, Told>> told) const;

 private:
  pg::Pool* const pool_;
  const absl::Duration run_time_;
};

}  // namespace steward::notification

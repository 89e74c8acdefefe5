#pragma once

// Reads the journal: for consumers (by shard), for the history of a resource, for heads.
// Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/pg/pool.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::journal {

class Reader {
 public:
  // `service` is the name that events carry, such as "ticket".
  Reader(pg::Pool* pool, std::string service) : pool_(pool), service_(std::move(service)) {}

  // As JournalService.ListEvents.
  absl::StatusOr<event::v1::ListEventsResponse> ListEvents(
      const event::v1::ListEventsRequest& request, absl::Time deadline) const;
  // As JournalService.BatchListEvents.
  absl::StatusOr<event::v1::BatchListEventsResponse> BatchListEvents(
      const event::v1::BatchListEventsRequest& request, absl::Time deadline) const;
  // As JournalService.GetHeads.
  absl::StatusOr<event::v1::GetHeadsResponse> GetHeads(absl::Time deadline) const;
  // Events of one resource with a version above `after`, oldest first.
  absl::StatusOr<std::vector<event::v1::StoredEvent>> ListHistory(absl::string_view tenant,
                                                                  absl::string_view resource,
                                                                  int64_t after, int limit,
                                                                  absl::Time deadline) const;

 private:
  absl::StatusOr<event::v1::ListEventsResponse> RefuseEpoch(
      const event::v1::ListEventsRequest& request, absl::Time deadline) const;

  pg::Pool* pool_;
  const std::string service_;
};

}  // namespace steward::journal

#pragma once

// Reads the audit trail: the events of one tenant in one service, with their origin. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/pg/pool.h"
#include "platform/resource/columns.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::audit {

class Trail {
 public:
  // `pool` outlives it. Beyond `page_bytes` pages end early, so that those of all services fit into
  // one message.
  Trail(pg::Pool* pool, std::string service, size_t page_bytes = 512 << 10);

  // With a filter a call searches a few thousand events, so a page may be short or empty before the
  // end. Errors: INVALID_FILTER, FILTER_TOO_COMPLEX, INVALID_FIELD.
  absl::StatusOr<event::v1::ListTenantEventsResponse> List(
      const event::v1::ListTenantEventsRequest& request, absl::Time deadline) const;

 private:
  absl::StatusOr<pg::Statement> Search(const event::v1::ListTenantEventsRequest& request, int limit,
                                       int scan) const;

  pg::Pool* const pool_;
  const std::string service_;
  // The same as a literal of SQL.
  const std::string service_sql_;
  const size_t page_bytes_;
  const std::vector<resource::Column> columns_;
  const resource::ColumnTable table_;
};

}  // namespace steward::audit

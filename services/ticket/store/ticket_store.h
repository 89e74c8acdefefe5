#pragma once

// Tickets in PostgreSQL: the only place of the service that sees SQL. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "platform/call/call.h"
#include "platform/journal/mutate.h"
#include "platform/pg/point_reader.h"
#include "platform/pg/pool.h"
#include "platform/store/list.h"
#include "platform/store/stored.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::ticket {

using v1::Ticket;
using StoredTicket = store::Stored<Ticket>;
using TicketDecision = journal::Decision<Ticket>;

class TicketStore {
 public:
  TicketStore(pg::PointReader* points, const store::Lister* lister, pg::Pool* pool)
      : points_(points), lister_(lister), pool_(pool) {}

  // A ticket with which the caller may do what the method does. Errors: RESOURCE_NOT_FOUND,
  // PERMISSION_DENIED, INVALID_FIELD when the name is no ticket's.
  absl::StatusOr<StoredTicket> Get(const Call& call, absl::string_view name) const;
  absl::StatusOr<Encoded<v1::ListTicketsResponse>> List(const Call& call,
                                                        const store::ListRequest& request) const;
  // Of the first `among` tickets in the queue of a group with which the caller may do what the
  // method does, the one that `which` counts to, beginning with 0 and going around; nothing when
  // none waits. The queue has the most urgent priority first, then the oldest.
  absl::StatusOr<absl::optional<StoredTicket>> FindWaiting(const Call& call,
                                                           absl::string_view group, int among,
                                                           int64_t which) const;

  // Tasks of a ticket that have not ended: whether there are any, and the names of those that the
  // caller sees, 20 at most.
  struct OpenTasks {
    bool any = false;
    std::vector<std::string> seen;
  };
  absl::StatusOr<OpenTasks> FindOpenTasks(const Call& call, const std::string& name) const;

  // Decisions for the journal. The etag is set here, as it follows from the version.
  TicketDecision Create(const Call& call, Ticket ticket) const;
  TicketDecision Update(const Call& call, const StoredTicket& before, Ticket after,
                        absl::string_view event_type) const;
  // What goes with this write happens only while the ticket stands as it was read.
  journal::Write CheckUnchanged(const Call& call, const StoredTicket& ticket) const;
  // What goes with this write happens only while no task of the ticket is open.
  journal::Write CheckNoOpenTasks(const Call& call, const std::string& name) const;

 private:
  pg::PointReader* points_;
  const store::Lister* lister_;
  pg::Pool* pool_;
};

// The fields that lists can filter and sort by.
const resource::ColumnTable& TicketColumns();

}  // namespace steward::ticket

#pragma once

// Opens an incident for each change that was backed out, with a link to it. Any number of replicas
// may run: each looks for changes without one, and the ticket service gives those that ask for the
// same change the same incident, as they ask under the same request id. Request ids are not kept
// for ever, so the change has its incident before that is assigned, however long that takes.

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/rpc/client.h"
#include "services/change_approval/jobs/due_walk.h"
#include "services/change_approval/store/change_store.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::change {

// Record a ticket in a tenant, and put it into the queue of a group. Thread-safe. Errors are those
// of the ticket service.
struct Tickets {
  std::function<absl::StatusOr<ticket::v1::Ticket>(const std::string& tenant,
                                                   const ticket::v1::CreateTicketRequest& request)>
      create;
  std::function<absl::Status(const std::string& tenant,
                             const ticket::v1::AssignTicketRequest& request)>
      assign;
};

// Those of the ticket service. `tickets` outlives them.
Tickets AskTicketService(const rpc::Client* tickets);

class IncidentOpener {
 public:
  struct Options {
    const ChangeStore* store = nullptr;
    Tickets tickets;
    // From one look to the next.
    absl::Duration interval = absl::Seconds(5);
    // Read at once.
    int batch = 100;
  };
  explicit IncidentOpener(Options options);

  // Ends after the incident under way.
  void Stop() { walk_.Stop(); }

 private:
  absl::Status Settle(const ChangeStore::Place& place) const;
  // What the change has become.
  absl::StatusOr<Change> Open(const Change& change, const std::string& tenant) const;
  absl::StatusOr<ticket::v1::Ticket> CreateIncident(const std::string& tenant,
                                                    const Change& change) const;
  // Into the queue that the model of the change says, if it does. OK when the group is not one that
  // it can be assigned to any more.
  absl::Status Assign(const Call& call, const Change& change) const;

  const Options options_;
  change_approval::DueWalk<ChangeStore::Place> walk_;
};

}  // namespace steward::change

#pragma once

// steward.ticket.v1.TicketService. Each method reads load → decide → commit; identity, permission
// and field rules were checked before. Thread-safe.

#include <functional>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/journal/reader.h"
#include "platform/people/people.h"
#include "platform/rpc/service.h"
#include "services/ticket/store/comment_store.h"
#include "services/ticket/store/ticket_store.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::ticket {

class TicketHandlers {
 public:
  // What the methods work with; it outlives them.
  struct Parts {
    const TicketStore* store;
    const people::People* people;
    journal::Journal* journal;
    const journal::Reader* history;
    const resource::PageTokens* tokens;
    const CommentStore* comments;
  };
  explicit TicketHandlers(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<v1::Ticket> CreateTicket(const Call&, const v1::CreateTicketRequest&);
  absl::StatusOr<v1::Ticket> GetTicket(const Call&, const v1::GetTicketRequest&);
  absl::StatusOr<Encoded<v1::ListTicketsResponse>> ListTickets(const Call&,
                                                               const v1::ListTicketsRequest&);
  absl::StatusOr<v1::Ticket> UpdateTicket(const Call&, const v1::UpdateTicketRequest&);
  absl::StatusOr<v1::TestTicketPermissionsResponse> TestTicketPermissions(
      const Call&, const v1::TestTicketPermissionsRequest&);
  absl::StatusOr<v1::ListTicketHistoryResponse> ListTicketHistory(
      const Call&, const v1::ListTicketHistoryRequest&);

  absl::StatusOr<v1::Ticket> AssignTicket(const Call&, const v1::AssignTicketRequest&);
  absl::StatusOr<v1::Ticket> ClaimNextTicket(const Call&, const v1::ClaimNextTicketRequest&);
  absl::StatusOr<v1::Ticket> StartTicket(const Call&, const v1::StartTicketRequest&);
  absl::StatusOr<v1::Ticket> HoldTicket(const Call&, const v1::HoldTicketRequest&);
  absl::StatusOr<v1::Ticket> ResumeTicket(const Call&, const v1::ResumeTicketRequest&);
  absl::StatusOr<v1::Ticket> ResolveTicket(const Call&, const v1::ResolveTicketRequest&);
  absl::StatusOr<v1::Ticket> ReopenTicket(const Call&, const v1::ReopenTicketRequest&);
  absl::StatusOr<v1::Ticket> CloseTicket(const Call&, const v1::CloseTicketRequest&);
  absl::StatusOr<v1::Ticket> CancelTicket(const Call&, const v1::CancelTicketRequest&);

  void Register(rpc::Service* service);

 private:
  // Checks and puts in what a request brings along.
  using Prepare = std::function<absl::Status(v1::Ticket*)>;
  // Adds to the change what belongs to the ticket as it will stand.
  using Extend = std::function<absl::Status(const StoredTicket& next, journal::Change*)>;
  // Carries out an action of the lifecycle.
  template <class Request>
  absl::StatusOr<v1::Ticket> Act(const Call& call, const Request& request, absl::string_view action,
                                 const Prepare& prepare = nullptr, const Extend& extend = nullptr);
  // Checks the requester and derives from them whether the ticket is a VIP's.
  absl::Status SettleRequester(const Call& call, v1::Ticket* ticket) const;
  absl::Status CheckAssignment(const Call& call, const v1::AssignTicketRequest& request) const;
  // Whether the caller may take tickets out of the queue of the group.
  absl::Status CheckClaimant(const Call& call, const std::string& group) const;
  // The ticket that a field names, which the caller has a permission on; nothing when it names a
  // record of another service, which is not asked.
  absl::StatusOr<absl::optional<StoredTicket>> FindReferred(const Call& call,
                                                            const char* permission,
                                                            const std::string& name,
                                                            const std::string& field) const;
  absl::Status CheckNewLinks(const Call& call, const v1::Ticket& before,
                             const v1::Ticket& after) const;
  // The ticket that a new task belongs to, which must stay as it is until the task is there;
  // nothing when there is no such one.
  absl::StatusOr<absl::optional<StoredTicket>> FindParent(const Call& call,
                                                          const v1::Ticket& ticket) const;
  // What goes with the change happens only while the ticket has no open tasks. Errors: OPEN_TASKS.
  absl::Status CheckTasks(const Call& call, const std::string& name, journal::Change* change) const;
  Extend WithoutTasks(const Call& call) const;

  const Parts parts_;
};

}  // namespace steward::ticket

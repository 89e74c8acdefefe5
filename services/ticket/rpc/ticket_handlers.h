#pragma once

// steward.ticket.v1.TicketService. Each method reads load → decide → commit; identity, permission
// and field rules were checked before. Thread-safe.

#include <functional>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/journal/reader.h"
#include "platform/rpc/service.h"
#include "services/ticket/store/ticket_store.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::ticket {

// That confidential tickets were shown to somebody who does not own them.
inline constexpr char kReadEvent[] = "dev.steward.ticket.read.v1";

class TicketHandlers {
 public:
  TicketHandlers(const TicketStore* store, journal::Journal* journal,
                 const journal::Reader* history, const resource::PageTokens* tokens)
      : store_(store), journal_(journal), history_(history), tokens_(tokens) {}

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
  absl::StatusOr<v1::Ticket> StartTicket(const Call&, const v1::StartTicketRequest&);
  absl::StatusOr<v1::Ticket> HoldTicket(const Call&, const v1::HoldTicketRequest&);
  absl::StatusOr<v1::Ticket> ResumeTicket(const Call&, const v1::ResumeTicketRequest&);
  absl::StatusOr<v1::Ticket> ResolveTicket(const Call&, const v1::ResolveTicketRequest&);
  absl::StatusOr<v1::Ticket> ReopenTicket(const Call&, const v1::ReopenTicketRequest&);
  absl::StatusOr<v1::Ticket> CloseTicket(const Call&, const v1::CloseTicketRequest&);
  absl::StatusOr<v1::Ticket> CancelTicket(const Call&, const v1::CancelTicketRequest&);

  void Register(rpc::Service* service);

 private:
  // Carries out an action of the lifecycle; `prepare` puts in what the request brings along.
  template <class Request>
  absl::StatusOr<v1::Ticket> Act(const Call& call, const Request& request, absl::string_view action,
                                 const std::function<void(v1::Ticket*)>& prepare = nullptr);

  const TicketStore* store_;
  journal::Journal* journal_;
  const journal::Reader* history_;
  const resource::PageTokens* tokens_;
};

}  // namespace steward::ticket

#include "platform/audit/record_history.h"
#include "platform/status/macros.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/rpc/ticket_read.h"

namespace steward::ticket {

absl::StatusOr<v1::ListTicketHistoryResponse> TicketHandlers::ListTicketHistory(
    const Call& call, const v1::ListTicketHistoryRequest& request) {
  // A ticket that does not exist is not one without history.
  RETURN_IF_ERROR(parts_.store->Get(call, request.name()).status());
  return audit::ListHistory<v1::Ticket, v1::ListTicketHistoryResponse>(
      {parts_.history, parts_.tokens, parts_.journal}, call, request, kReadEvent);
}

}  // namespace steward::ticket

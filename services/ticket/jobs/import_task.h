#pragma once

// What an import does with each of its tickets.

#include "platform/operations/run.h"
#include "services/ticket/rpc/ticket_handlers.h"

namespace steward::ticket {

inline constexpr char kImportMethod[] = "steward.ticket.v1.TicketService/ImportTickets";

// Records the ticket as CreateTicket does. `handlers` outlives it.
operations::DoTask ImportTask(TicketHandlers* handlers);

}  // namespace steward::ticket

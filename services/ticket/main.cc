#include "platform/host/host.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/sql.h"

int main(int argc, char** argv) {
  namespace ticket = steward::ticket;
  steward::host::Host host("ticket", "Records tickets and leads them through their lifecycle.",
                           {{"ticket", ticket::sql::kMigrations}});
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;

  ticket::TicketStore store(&host.points(), &host.lister());
  ticket::TicketHandlers handlers(&store, &host.journal(), &host.history(), &host.page_tokens());

  steward::rpc::Service tickets(
      ticket::v1::GetTicketRequest::descriptor()->file()->FindServiceByName("TicketService"),
      &host.interceptors());
  handlers.Register(&tickets);
  return host.Serve({&tickets});
}

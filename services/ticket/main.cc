#include "platform/host/host.h"
#include "platform/people/people.h"
#include "platform/people/people_effect.h"
#include "platform/people/queries.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/sql.h"

int main(int argc, char** argv) {
  namespace ticket = steward::ticket;
  steward::host::Host host(
      "ticket", "Records tickets and leads them through their lifecycle.",
      {{"ticket", ticket::sql::kMigrations}, {"people", steward::people::sql::kMigrations}});
  const std::string& directory_service =
      host.config().RequiredString("directory_service", "host:port of the directory service.");
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;

  auto& directory =
      host.Follow("people", "directory", directory_service, steward::people::PeopleEffect);
  const steward::people::People people(&host.points(), [&](auto tenant, auto deadline) {
    return directory.CatchUp(tenant, deadline);
  });
  const ticket::TicketStore store(&host.points(), &host.lister());
  ticket::TicketHandlers handlers({.store = &store,
                                   .people = &people,
                                   .journal = &host.journal(),
                                   .history = &host.history(),
                                   .tokens = &host.page_tokens()});

  steward::rpc::Service tickets(
      ticket::v1::GetTicketRequest::descriptor()->file()->FindServiceByName("TicketService"),
      &host.interceptors());
  handlers.Register(&tickets);
  return host.Serve({&tickets});
}

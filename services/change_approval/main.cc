#include <memory>

#include "platform/host/host.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "platform/people/people_effect.h"
#include "platform/people/queries.h"
#include "platform/people/substitutes.h"
#include "services/change_approval/jobs/expirer.h"
#include "services/change_approval/jobs/incident_opener.h"
#include "services/change_approval/rpc/services.h"
#include "services/change_approval/sql.h"

int main(int argc, char** argv) {
  namespace approval = steward::approval;
  namespace change = steward::change;
  namespace people = steward::people;
  steward::host::Host host("change-approval",
                           "Leads changes from plan to review, and asks people for approval.",
                           {{"change_approval", steward::change_approval::sql::kMigrations},
                            {"people", people::sql::kMigrations}});
  const std::string& directory_service =
      host.config().RequiredString("directory_service", "host:port of the directory service.");
  const absl::Duration& expiry_interval =
      host.config().Duration("expiry_interval", absl::Seconds(5),
                             "How often approvals that were not decided in time are looked for.");
  const std::string& ticket_service = host.config().String(
      "ticket_service", "",
      "host:port of the ticket service; empty: it opens no incidents for changes backed out.");
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;

  auto& directory =
      host.Follow("directory_people", "directory", directory_service, people::PeopleEffect);
  const people::CatchUp catch_up = [&](auto tenant, auto deadline) {
    return directory.CatchUp(tenant, deadline);
  };
  const people::People known_people(&host.points(), catch_up);
  const people::Members members(&host.pool(), catch_up);
  const people::Substitutes substitutes(&host.pool(), catch_up);
  const approval::ApprovalStore approvals(&host.points(), &host.pool(), &host.lister());
  const change::ChangeStore changes(&host.pool(),
                                    {&host.points(), &host.lister(), &host.journal()});
  const auto directory_client = host.Connect("directory", directory_service);
  change::Services services(
      {&approvals, &known_people, &members, &substitutes, &host.journal()},
      {host.LinksFrom("notification"), steward::operations::AskDirectory(directory_client.get())},
      &changes, {&host.history(), &host.page_tokens(), &host.journal()}, &host.interceptors());

  approval::Expirer expirer({.store = &approvals,
                             .journal = &host.journal(),
                             .follow = services.follow(),
                             .interval = expiry_interval});
  const auto tickets = ticket_service.empty() ? nullptr : host.Connect("ticket", ticket_service);
  std::unique_ptr<change::IncidentOpener> opener;
  if (tickets != nullptr)
    opener.reset(new change::IncidentOpener({&changes, change::AskTicketService(tickets.get())}));
  host.BeforeEnd([&] { expirer.Stop(), opener.reset(); });
  return host.Serve(services.all());
}

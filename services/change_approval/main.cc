#include "platform/host/host.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "platform/people/people_effect.h"
#include "platform/people/queries.h"
#include "platform/people/substitutes.h"
#include "services/change_approval/jobs/configuration_item_effect.h"
#include "services/change_approval/jobs/jobs.h"
#include "services/change_approval/rpc/services.h"
#include "services/change_approval/settings.h"
#include "services/change_approval/sql.h"

int main(int argc, char** argv) {
  namespace approval = steward::approval;
  namespace change = steward::change;
  namespace people = steward::people;
  steward::host::Host host("change-approval",
                           "Leads changes from plan to review, and asks people for approval.",
                           {{"change_approval", steward::change_approval::sql::kMigrations},
                            {"people", people::sql::kMigrations}});
  const change::Settings settings(host.config());
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;
  const auto follow = [&](auto name, auto producer, auto& at, auto effect) -> people::CatchUp {
    return [&consumer = host.Follow(name, producer, at, effect)](auto tenant, auto deadline) {
      return consumer.CatchUp(tenant, deadline);
    };
  };
  const people::CatchUp catch_up =
      follow("directory_people", "directory", settings.directory_service, people::PeopleEffect);
  const people::People known_people(&host.points(), catch_up);
  const people::Members members(&host.pool(), catch_up);
  const people::Substitutes substitutes(&host.pool(), catch_up);
  const approval::ApprovalStore approvals(&host.points(), &host.pool(), &host.lister());
  const change::ChangeStore changes(&host.pool(),
                                    {&host.points(), &host.lister(), &host.journal()});
  people::CatchUp catch_up_items;
  if (!settings.catalog_service.empty())
    catch_up_items = follow("configuration_items", "catalog", settings.catalog_service,
                            change::ConfigurationItemEffect);
  const change::ConfigurationItems items(&host.pool(), catch_up_items);
  const auto directory_client = host.Connect("directory", settings.directory_service);
  change::Services services(
      {&approvals, &known_people, &members, &substitutes, &host.journal()},
      {host.LinksFrom("notification"), steward::operations::AskDirectory(directory_client.get())},
      &changes, &items, {&host.history(), &host.page_tokens(), &host.journal()},
      &host.interceptors());

  const auto tickets =
      settings.ticket_service.empty() ? nullptr : host.Connect("ticket", settings.ticket_service);
  const auto request_approval = [&services](const auto& call, const auto& request) {
    return services.RequestApproval(call, request);
  };
  change::Jobs jobs({&approvals, &changes, &host.journal(), services.follow(), request_approval,
                     tickets.get(), settings.expiry_interval});
  host.BeforeEnd([&] { jobs.Stop(); });
  return host.Serve(services.all());
}

#include "platform/host/host.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "platform/people/people_effect.h"
#include "platform/people/queries.h"
#include "platform/reconcile/queries.h"
#include "platform/reconcile/reconciler.h"
#include "services/catalog/jobs/fulfiller.h"
#include "services/catalog/jobs/related_effect.h"
#include "services/catalog/rpc/services.h"
#include "services/catalog/sql.h"

int main(int argc, char** argv) {
  namespace catalog = steward::catalog;
  namespace people = steward::people;
  namespace reconcile = steward::reconcile;
  steward::host::Host host("catalog",
                           "Keeps what can be ordered, and leads orders to their fulfilment.",
                           {{"catalog", catalog::sql::kMigrations},
                            {"people", people::sql::kMigrations},
                            {"reconcile", reconcile::sql::kMigrations}});
  const auto service = [&](const char* key, const char* help) -> const std::string& {
    return host.config().RequiredString(key, help);
  };
  const auto& directory_service = service("directory_service", "host:port of the directory.");
  const auto& ticket_service = service("ticket_service", "host:port of the ticket service.");
  const auto& change_approval_service =
      service("change_approval_service", "host:port of the change approval service.");
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;

  auto& directory =
      host.Follow("directory_people", "directory", directory_service, people::PeopleEffect);
  const people::CatchUp catch_up = [&](auto tenant, auto deadline) {
    return directory.CatchUp(tenant, deadline);
  };
  const people::People known_people(&host.points(), catch_up);
  const people::Members members(&host.pool(), catch_up);
  const catalog::Catalog store(&host.pool(), {&host.points(), &host.lister(), &host.journal()});
  const catalog::RequestStore requests(&host.points(), &host.pool(), &host.lister());
  const auto approvals = host.Connect("change-approval", change_approval_service);
  const auto tickets = host.Connect("ticket", ticket_service);
  const catalog::Fulfiller fulfiller(
      {&requests, &store.subscriptions, &host.journal(), approvals.get(), tickets.get()});
  reconcile::Reconciler reconciler(
      {.conninfo = host.database(), .reconcile = [&](const auto& key, auto deadline) {
         return fulfiller.TakeStep(key, deadline);
       }});
  host.BeforeEnd([&] { reconciler.Stop(); });
  const auto wake = [&] { reconciler.Wake(); };
  host.Follow("related", "change-approval", change_approval_service, catalog::RelatedEffect, wake);
  host.Follow("related", "ticket", ticket_service, catalog::RelatedEffect, wake);
  const steward::audit::HistoryParts history{&host.history(), &host.page_tokens(), &host.journal()};
  const catalog::Services services(
      {&requests, &store, &known_people, &members, &host.journal(), history, wake},
      &host.interceptors());
  return host.Serve(services.all());
}

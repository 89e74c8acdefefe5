#include "platform/host/host.h"
#include "platform/operations/ask_directory.h"
#include "platform/operations/operation_handlers.h"
#include "platform/operations/queries.h"
#include "platform/operations/retention.h"
#include "platform/operations/worker.h"
#include "platform/people/people.h"
#include "platform/people/people_effect.h"
#include "platform/people/queries.h"
#include "services/ticket/jobs/import_task.h"
#include "services/ticket/rpc/services.h"
#include "services/ticket/sql.h"

int main(int argc, char** argv) {
  namespace operations = steward::operations;
  namespace ticket = steward::ticket;
  steward::host::Host host("ticket", "Records tickets and leads them through their lifecycle.",
                           {{"ticket", ticket::sql::kMigrations},
                            {"people", steward::people::sql::kMigrations},
                            {"operations", operations::sql::kMigrations}});
  const std::string& directory_service =
      host.config().RequiredString("directory_service", "host:port of the directory service.");
  const operations::Settings settings(host.config());
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;

  // Another name than in releases which took less of it: such a consumer begins anew.
  auto& directory = host.Follow("directory_people_and_substitutes", "directory", directory_service,
                                steward::people::PeopleEffect);
  const steward::people::People people(&host.points(), [&](auto tenant, auto deadline) {
    return directory.CatchUp(tenant, deadline);
  });
  const ticket::TicketStore store(&host.points(), &host.lister(), &host.pool());
  const ticket::CommentStore comments(&host.points(), &host.lister());
  operations::Operations work({"ticket", host.database(), &host.points(), &host.lister(),
                               &host.journal(), settings.per_tenant});
  operations::OperationHandlers work_handlers(&work);
  ticket::Services services(
      {&store, &people, &host.journal(), &host.history(), &host.page_tokens(), &comments}, &work,
      &host.interceptors());
  steward::rpc::Service operation_service(operations::OperationServiceDescriptor(),
                                          &host.interceptors());
  work_handlers.Register(&operation_service);

  host.Expire(operations::OldOperations());
  host.Expire(operations::LostItems(host.upload_timeout()));
  const auto client = host.Connect("directory", directory_service);
  operations::Worker worker(
      {.operations = &work,
       .tasks = {{ticket::kImportMethod, ticket::ImportTask(&services.tickets())}},
       .resolve_caller = operations::AskDirectory(client.get()),
       .kept_for = settings.retention});
  host.BeforeEnd([&] { worker.Stop(); });
  auto all = services.all();
  all.push_back(&operation_service);
  return host.Serve(all);
}

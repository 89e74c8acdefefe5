#include "platform/host/host.h"
#include "platform/people/people.h"
#include "platform/people/people_effect.h"
#include "platform/people/queries.h"
#include "services/catalog/rpc/services.h"
#include "services/catalog/sql.h"

int main(int argc, char** argv) {
  namespace catalog = steward::catalog;
  namespace people = steward::people;
  steward::host::Host host(
      "catalog", "Keeps what can be ordered, the services behind it and what they run on.",
      {{"catalog", catalog::sql::kMigrations}, {"people", people::sql::kMigrations}});
  const std::string& directory_service =
      host.config().RequiredString("directory_service", "host:port of the directory service.");
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;

  auto& directory =
      host.Follow("directory_people", "directory", directory_service, people::PeopleEffect);
  const people::CatchUp catch_up = [&](auto tenant, auto deadline) {
    return directory.CatchUp(tenant, deadline);
  };
  const people::People known_people(&host.points(), catch_up);
  const catalog::Catalog store(&host.pool(), {&host.points(), &host.lister(), &host.journal()});
  const catalog::Services services(&store, &known_people, &host.interceptors());
  return host.Serve(services.all());
}

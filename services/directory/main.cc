#include "platform/host/host.h"
#include "services/directory/rpc/services.h"
#include "services/directory/sql.h"

int main(int argc, char** argv) {
  namespace directory = steward::directory;
  steward::host::Host host("directory", "Keeps people, groups, organisations and programs.",
                           {{"directory", directory::sql::kMigrations}});
  const std::string& operator_tenant = host.config().String(
      "operator_tenant", "operator", "Tenant whose callers keep the tenants of the installation.");
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;

  const steward::store::CollectionParts parts{&host.points(), &host.lister(), &host.journal()};
  const directory::Directory store(&host.pool(), parts);
  const directory::AccessGrants grants(directory::AccessGrantTable(), parts);
  // Of their own: a slow list holds up nobody who only has to be known.
  steward::pg::Pool callers(host.database(), 1, 1);
  const directory::Principals principals(&callers, operator_tenant);
  const directory::Services services(&store, &grants, &principals, operator_tenant,
                                     &host.interceptors());
  return host.Serve(services.all());
}

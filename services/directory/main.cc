#include "platform/host/host.h"
#include "services/directory/rpc/api_key_handlers.h"
#include "services/directory/rpc/group_handlers.h"
#include "services/directory/rpc/location_handlers.h"
#include "services/directory/rpc/membership_handlers.h"
#include "services/directory/rpc/organization_handlers.h"
#include "services/directory/rpc/principal_handlers.h"
#include "services/directory/rpc/scim_bulk_handlers.h"
#include "services/directory/rpc/scim_discovery_handlers.h"
#include "services/directory/rpc/scim_group_handlers.h"
#include "services/directory/rpc/scim_user_handlers.h"
#include "services/directory/rpc/service_account_handlers.h"
#include "services/directory/rpc/substitute_handlers.h"
#include "services/directory/rpc/tenant_handlers.h"
#include "services/directory/rpc/user_handlers.h"
#include "services/directory/sql.h"

int main(int argc, char** argv) {
  namespace directory = steward::directory;
  steward::host::Host host("directory", "Keeps people, groups, organisations and programs.",
                           {{"directory", directory::sql::kMigrations}});
  const std::string& operator_tenant = host.config().String(
      "operator_tenant", "operator", "Tenant whose callers keep the tenants of the installation.");
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;

  const directory::Directory store(&host.pool(), {&host.points(), &host.lister(), &host.journal()});
  directory::UserHandlers users(&store);
  directory::OrganizationHandlers organizations(&store);
  directory::LocationHandlers locations(&store);
  directory::GroupHandlers groups(&store);
  directory::MembershipHandlers memberships(&store);
  directory::SubstituteHandlers substitutes(&store);
  directory::ServiceAccountHandlers accounts(&store);
  directory::ApiKeyHandlers keys(&store);
  directory::TenantHandlers tenants(&store, operator_tenant);
  const directory::Principals known(&host.pool(), operator_tenant);
  directory::PrincipalHandlers principals(&known, &store);

  directory::ScimUserHandlers scim_users(&store);
  directory::ScimGroupHandlers scim_groups(&store);
  directory::ScimDiscoveryHandlers scim_discovery;
  directory::ScimBulkHandlers scim_bulk(&scim_users, &scim_groups);

  const auto service = [&](const google::protobuf::Descriptor* request, auto& handlers) {
    auto made =
        std::make_unique<steward::rpc::Service>(request->file()->service(0), &host.interceptors());
    handlers.Register(made.get());
    return made;
  };
  const auto user_service = service(directory::v1::GetUserRequest::descriptor(), users);
  const auto organization_service =
      service(directory::v1::GetOrganizationRequest::descriptor(), organizations);
  const auto location_service = service(directory::v1::GetLocationRequest::descriptor(), locations);
  const auto group_service = service(directory::v1::GetGroupRequest::descriptor(), groups);
  const auto membership_service =
      service(directory::v1::GetMembershipRequest::descriptor(), memberships);
  const auto substitute_service =
      service(directory::v1::GetSubstituteRequest::descriptor(), substitutes);
  const auto account_service =
      service(directory::v1::GetServiceAccountRequest::descriptor(), accounts);
  const auto key_service = service(directory::v1::GetApiKeyRequest::descriptor(), keys);
  const auto tenant_service = service(directory::v1::GetTenantRequest::descriptor(), tenants);
  const auto principal_service =
      service(steward::identity::v1::ResolveApiKeyRequest::descriptor(), principals);
  auto scim = std::make_unique<steward::rpc::Service>(
      directory::v1::GetScimUserRequest::descriptor()->file()->service(0), &host.interceptors());
  scim_users.Register(scim.get());
  scim_groups.Register(scim.get());
  scim_discovery.Register(scim.get());
  scim_bulk.Register(scim.get());
  return host.Serve({user_service.get(), organization_service.get(), location_service.get(),
                     group_service.get(), membership_service.get(), substitute_service.get(),
                     account_service.get(), key_service.get(), tenant_service.get(),
                     principal_service.get(), scim.get()});
}

#include "services/directory/rpc/services.h"

namespace steward::directory {

template <class... Handlers>
void Services::Add(const google::protobuf::Descriptor* request, Handlers&... handlers) {
  services_.push_back(std::make_unique<rpc::Service>(request->file()->service(0), interceptors_));
  (handlers.Register(services_.back().get()), ...);
}

Services::Services(const Directory* directory, const AccessGrants* grants,
                   const Principals* principals, const std::string& operator_tenant,
                   rpc::Interceptors* interceptors)
    : interceptors_(interceptors),
      users_(directory),
      organizations_(directory),
      locations_(directory),
      groups_(directory),
      memberships_(directory),
      substitutes_(directory),
      accounts_(directory),
      keys_(directory),
      tenants_(directory, operator_tenant),
      grants_(grants),
      principals_(principals, directory),
      scim_users_(directory),
      scim_groups_(directory),
      scim_bulk_(&scim_users_, &scim_groups_) {
  Add(v1::GetUserRequest::descriptor(), users_);
  Add(v1::GetOrganizationRequest::descriptor(), organizations_);
  Add(v1::GetLocationRequest::descriptor(), locations_);
  Add(v1::GetGroupRequest::descriptor(), groups_);
  Add(v1::GetMembershipRequest::descriptor(), memberships_);
  Add(v1::GetSubstituteRequest::descriptor(), substitutes_);
  Add(v1::GetServiceAccountRequest::descriptor(), accounts_);
  Add(v1::GetApiKeyRequest::descriptor(), keys_);
  Add(v1::GetTenantRequest::descriptor(), tenants_);
  Add(v1::GetAccessGrantRequest::descriptor(), grants_);
  Add(identity::v1::ResolveApiKeyRequest::descriptor(), principals_);
  Add(v1::GetScimUserRequest::descriptor(), scim_users_, scim_groups_, scim_discovery_, scim_bulk_);
}

std::vector<rpc::Service*> Services::all() const {
  std::vector<rpc::Service*> services;
  for (const auto& service : services_) services.push_back(service.get());
  return services;
}

}  // namespace steward::directory

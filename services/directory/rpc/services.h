#pragma once

// All that the directory serves: the handlers of its proto services, registered. Thread-safe.

#include <memory>
#include <string>
#include <vector>

#include "platform/rpc/service.h"
#include "services/directory/rpc/access_grant_handlers.h"
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

namespace steward::directory {

class Services {
 public:
  // Callers of `operator_tenant` keep the tenants. What it is given outlives it.
  Services(const Directory* directory, const AccessGrants* grants, const Principals* principals,
           const std::string& operator_tenant, rpc::Interceptors* interceptors);

  // For Host::Serve.
  std::vector<rpc::Service*> all() const;

 private:
  // Serves the service of the file that has the request.
  template <class... Handlers>
  void Add(const google::protobuf::Descriptor* request, Handlers&... handlers);

  rpc::Interceptors* interceptors_;
  UserHandlers users_;
  OrganizationHandlers organizations_;
  LocationHandlers locations_;
  GroupHandlers groups_;
  MembershipHandlers memberships_;
  SubstituteHandlers substitutes_;
  ServiceAccountHandlers accounts_;
  ApiKeyHandlers keys_;
  TenantHandlers tenants_;
  AccessGrantHandlers grants_;
  PrincipalHandlers principals_;
  ScimUserHandlers scim_users_;
  ScimGroupHandlers scim_groups_;
  ScimDiscoveryHandlers scim_discovery_;
  ScimBulkHandlers scim_bulk_;
  std::vector<std::unique_ptr<rpc::Service>> services_;
};

}  // namespace steward::directory

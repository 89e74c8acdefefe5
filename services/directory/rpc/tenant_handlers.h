#pragma once

// steward.directory.v1.TenantService. Each method reads load → decide → commit; that the caller is
// one of the operator's, permission and field rules were checked before. Thread-safe.

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/tenant_service.pb.h"

namespace steward::directory {

class TenantHandlers {
 public:
  // `operator_tenant` is whose callers may call, such as "operator".
  TenantHandlers(const Directory* directory, std::string operator_tenant)
      : directory_(directory), operator_tenant_(std::move(operator_tenant)) {}

  absl::StatusOr<v1::Tenant> CreateTenant(const Call&, const v1::CreateTenantRequest&);
  absl::StatusOr<v1::Tenant> GetTenant(const Call&, const v1::GetTenantRequest&);
  absl::StatusOr<Encoded<v1::ListTenantsResponse>> ListTenants(const Call&,
                                                               const v1::ListTenantsRequest&);
  absl::StatusOr<v1::Tenant> UpdateTenant(const Call&, const v1::UpdateTenantRequest&);
  absl::StatusOr<v1::Tenant> SuspendTenant(const Call&, const v1::SuspendTenantRequest&);
  absl::StatusOr<v1::Tenant> ResumeTenant(const Call&, const v1::ResumeTenantRequest&);

  void Register(rpc::Service* service);

 private:
  const Directory* directory_;
  const std::string operator_tenant_;
};

}  // namespace steward::directory

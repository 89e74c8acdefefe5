#include "services/directory/rpc/tenant_handlers.h"

#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/tenant.h"

namespace steward::directory {

absl::StatusOr<Tenant> TenantHandlers::CreateTenant(const Call& call,
                                                    const v1::CreateTenantRequest& request) {
  return directory_->tenants.Create(
      call, request, request.tenant_id(), EventType("tenant", "created"),
      [&]() -> absl::StatusOr<Tenant> { return BeginActive(request.tenant(), call.now()); });
}

absl::StatusOr<Tenant> TenantHandlers::GetTenant(const Call& call,
                                                 const v1::GetTenantRequest& request) {
  return directory_->tenants.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListTenantsResponse>> TenantHandlers::ListTenants(
    const Call& call, const v1::ListTenantsRequest& request) {
  return directory_->tenants.List<v1::ListTenantsResponse>(call, request);
}

absl::StatusOr<Tenant> TenantHandlers::UpdateTenant(const Call& call,
                                                    const v1::UpdateTenantRequest& request) {
  const Tenant& patch = request.tenant();
  return directory_->tenants.Change(call, request, patch.name(), patch.etag(),
                                    EventType("tenant", "updated"), [&](const Tenant& current) {
                                      return Patch(current, patch, request.update_mask(), "tenant",
                                                   call.now());
                                    });
}

absl::StatusOr<Tenant> TenantHandlers::SuspendTenant(const Call& call,
                                                     const v1::SuspendTenantRequest& request) {
  return directory_->tenants.Change(call, request, request.name(), request.etag(),
                                    EventType("tenant", "suspended"), [&](const Tenant& current) {
                                      return Suspend(current, request.reason(), operator_tenant_,
                                                     call.now());
                                    });
}

absl::StatusOr<Tenant> TenantHandlers::ResumeTenant(const Call& call,
                                                    const v1::ResumeTenantRequest& request) {
  return directory_->tenants.Change(
      call, request, request.name(), request.etag(), EventType("tenant", "resumed"),
      [&](const Tenant& current) { return Resume(current, call.now()); });
}

void TenantHandlers::Register(rpc::Service* service) {
  service->RestrictTo(operator_tenant_)
      .Handle("CreateTenant", this, &TenantHandlers::CreateTenant)
      .Handle("GetTenant", this, &TenantHandlers::GetTenant)
      .Handle("ListTenants", this, &TenantHandlers::ListTenants)
      .Handle("UpdateTenant", this, &TenantHandlers::UpdateTenant)
      .Handle("SuspendTenant", this, &TenantHandlers::SuspendTenant)
      .Handle("ResumeTenant", this, &TenantHandlers::ResumeTenant);
}

}  // namespace steward::directory

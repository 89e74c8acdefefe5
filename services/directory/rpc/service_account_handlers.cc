#include "services/directory/rpc/service_account_handlers.h"

#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/service_account.h"

namespace steward::directory {

using v1::ServiceAccount;

absl::StatusOr<ServiceAccount> ServiceAccountHandlers::CreateServiceAccount(
    const Call& call, const v1::CreateServiceAccountRequest& request) {
  return directory_->accounts.Create(call, request, request.service_account_id(),
                                     EventType("service_account", "created"),
                                     [&]() -> absl::StatusOr<ServiceAccount> {
                                       return CreateAccount(request.service_account(), call.now());
                                     });
}

absl::StatusOr<ServiceAccount> ServiceAccountHandlers::GetServiceAccount(
    const Call& call, const v1::GetServiceAccountRequest& request) {
  return directory_->accounts.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListServiceAccountsResponse>>
ServiceAccountHandlers::ListServiceAccounts(const Call& call,
                                            const v1::ListServiceAccountsRequest& request) {
  return directory_->accounts.List<v1::ListServiceAccountsResponse>(call, request);
}

absl::StatusOr<ServiceAccount> ServiceAccountHandlers::UpdateServiceAccount(
    const Call& call, const v1::UpdateServiceAccountRequest& request) {
  const ServiceAccount& patch = request.service_account();
  return directory_->accounts.Change(
      call, request, patch.name(), patch.etag(), EventType("service_account", "updated"),
      [&](const ServiceAccount& current) -> absl::StatusOr<ServiceAccount> {
        return UpdateAccount(current, request, call.now());
      });
}

absl::StatusOr<ServiceAccount> ServiceAccountHandlers::DisableServiceAccount(
    const Call& call, const v1::DisableServiceAccountRequest& request) {
  return directory_->accounts.Change(
      call, request, request.name(), request.etag(), EventType("service_account", "disabled"),
      [&](const ServiceAccount& current) { return Disable(current, call.now()); });
}

absl::StatusOr<ServiceAccount> ServiceAccountHandlers::EnableServiceAccount(
    const Call& call, const v1::EnableServiceAccountRequest& request) {
  return directory_->accounts.Change(
      call, request, request.name(), request.etag(), EventType("service_account", "enabled"),
      [&](const ServiceAccount& current) { return Enable(current, call.now()); });
}

void ServiceAccountHandlers::Register(rpc::Service* service) {
  service->Handle("CreateServiceAccount", this, &ServiceAccountHandlers::CreateServiceAccount)
      .Handle("GetServiceAccount", this, &ServiceAccountHandlers::GetServiceAccount)
      .Handle("ListServiceAccounts", this, &ServiceAccountHandlers::ListServiceAccounts)
      .Handle("UpdateServiceAccount", this, &ServiceAccountHandlers::UpdateServiceAccount)
      .Handle("DisableServiceAccount", this, &ServiceAccountHandlers::DisableServiceAccount)
      .Handle("EnableServiceAccount", this, &ServiceAccountHandlers::EnableServiceAccount);
}

}  // namespace steward::directory

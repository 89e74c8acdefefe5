#include "services/directory/domain/service_account.h"

#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/roles.h"

namespace steward::directory {
namespace {

absl::StatusOr<ServiceAccount> Settled(ServiceAccount account) {
  RETURN_IF_ERROR(SettleRoles("service_account.roles", account.mutable_roles()));
  return account;
}

}  // namespace

absl::StatusOr<ServiceAccount> CreateAccount(const ServiceAccount& draft, absl::Time now) {
  return Settled(BeginActive(draft, now));
}

absl::StatusOr<ServiceAccount> UpdateAccount(const ServiceAccount& current,
                                             const v1::UpdateServiceAccountRequest& request,
                                             absl::Time now) {
  ASSIGN_OR_RETURN(ServiceAccount next, Patch(current, request.service_account(),
                                              request.update_mask(), "service_account", now));
  return Settled(std::move(next));
}

}  // namespace steward::directory

#pragma once

// steward.directory.v1.ServiceAccountService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/service_account_service.pb.h"

namespace steward::directory {

class ServiceAccountHandlers {
 public:
  explicit ServiceAccountHandlers(const Directory* directory) : directory_(directory) {}

  absl::StatusOr<v1::ServiceAccount> CreateServiceAccount(const Call&,
                                                          const v1::CreateServiceAccountRequest&);
  absl::StatusOr<v1::ServiceAccount> GetServiceAccount(const Call&,
                                                       const v1::GetServiceAccountRequest&);
  absl::StatusOr<Encoded<v1::ListServiceAccountsResponse>> ListServiceAccounts(
      const Call&, const v1::ListServiceAccountsRequest&);
  absl::StatusOr<v1::ServiceAccount> UpdateServiceAccount(const Call&,
                                                          const v1::UpdateServiceAccountRequest&);
  absl::StatusOr<v1::ServiceAccount> DisableServiceAccount(const Call&,
                                                           const v1::DisableServiceAccountRequest&);
  absl::StatusOr<v1::ServiceAccount> EnableServiceAccount(const Call&,
                                                          const v1::EnableServiceAccountRequest&);

  void Register(rpc::Service* service);

 private:
  const Directory* directory_;
};

}  // namespace steward::directory

#pragma once

// steward.directory.v1.OrganizationService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/organization_service.pb.h"

namespace steward::directory {

class OrganizationHandlers {
 public:
  explicit OrganizationHandlers(const Directory* directory) : directory_(directory) {}

  absl::StatusOr<v1::Organization> CreateOrganization(const Call&,
                                                      const v1::CreateOrganizationRequest&);
  absl::StatusOr<v1::Organization> GetOrganization(const Call&, const v1::GetOrganizationRequest&);
  absl::StatusOr<Encoded<v1::ListOrganizationsResponse>> ListOrganizations(
      const Call&, const v1::ListOrganizationsRequest&);
  absl::StatusOr<v1::Organization> UpdateOrganization(const Call&,
                                                      const v1::UpdateOrganizationRequest&);
  absl::StatusOr<v1::Organization> DisableOrganization(const Call&,
                                                       const v1::DisableOrganizationRequest&);
  absl::StatusOr<v1::Organization> EnableOrganization(const Call&,
                                                      const v1::EnableOrganizationRequest&);

  void Register(rpc::Service* service);

 private:
  const Directory* directory_;
};

}  // namespace steward::directory

#pragma once

// steward.directory.v1.AccessGrantService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/access_grants.h"
#include "steward/directory/v1/access_grant_service.pb.h"

namespace steward::directory {

class AccessGrantHandlers {
 public:
  explicit AccessGrantHandlers(const AccessGrants* grants) : grants_(grants) {}

  absl::StatusOr<v1::AccessGrant> CreateAccessGrant(const Call&,
                                                    const v1::CreateAccessGrantRequest&);
  absl::StatusOr<v1::AccessGrant> GetAccessGrant(const Call&, const v1::GetAccessGrantRequest&);
  absl::StatusOr<Encoded<v1::ListAccessGrantsResponse>> ListAccessGrants(
      const Call&, const v1::ListAccessGrantsRequest&);
  absl::StatusOr<v1::AccessGrant> RevokeAccessGrant(const Call&,
                                                    const v1::RevokeAccessGrantRequest&);
  absl::StatusOr<v1::AccessGrant> BreakGlass(const Call&, const v1::BreakGlassRequest&);

  void Register(rpc::Service* service);

 private:
  const AccessGrants* grants_;
};

}  // namespace steward::directory

#pragma once

// steward.directory.v1.MembershipService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/membership_service.pb.h"

namespace steward::directory {

class MembershipHandlers {
 public:
  explicit MembershipHandlers(const Directory* directory) : directory_(directory) {}

  absl::StatusOr<v1::Membership> CreateMembership(const Call&, const v1::CreateMembershipRequest&);
  absl::StatusOr<v1::Membership> GetMembership(const Call&, const v1::GetMembershipRequest&);
  absl::StatusOr<Encoded<v1::ListMembershipsResponse>> ListMemberships(
      const Call&, const v1::ListMembershipsRequest&);
  absl::StatusOr<v1::Membership> UpdateMembership(const Call&, const v1::UpdateMembershipRequest&);
  absl::StatusOr<v1::Membership> DeleteMembership(const Call&, const v1::DeleteMembershipRequest&);

  void Register(rpc::Service* service);

 private:
  const Directory* directory_;
};

}  // namespace steward::directory

#pragma once

// steward.approval.v1.ApprovalService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include <functional>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "platform/people/substitutes.h"
#include "platform/rpc/service.h"
#include "services/change_approval/store/approval_store.h"
#include "services/change_approval/store/follow_subject.h"
#include "steward/approval/v1/approval_service.pb.h"

namespace steward::approval {

class ApprovalHandlers {
 public:
  // What the methods work with; it outlives them.
  struct Parts {
    const ApprovalStore* store;
    const people::People* people;
    const people::Members* members;
    const people::Substitutes* substitutes;
    journal::Journal* journal;
    FollowSubject follow = nullptr;
  };
  explicit ApprovalHandlers(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<Approval> CreateApproval(const Call&, const v1::CreateApprovalRequest&);
  absl::StatusOr<Approval> GetApproval(const Call&, const v1::GetApprovalRequest&);
  absl::StatusOr<Encoded<v1::ListApprovalsResponse>> ListApprovals(const Call&,
                                                                   const v1::ListApprovalsRequest&);
  absl::StatusOr<Approval> DecideApproval(const Call&, const v1::DecideApprovalRequest&);
  absl::StatusOr<Approval> RestateApproval(const Call&, const v1::RestateApprovalRequest&);
  absl::StatusOr<Approval> CancelApproval(const Call&, const v1::CancelApprovalRequest&);
  absl::StatusOr<v1::TestApprovalPermissionsResponse> TestApprovalPermissions(
      const Call&, const v1::TestApprovalPermissionsRequest&);

  void Register(rpc::Service* service);

 private:
  using DecideSteps = std::function<absl::StatusOr<Steps>(const Approval& current)>;
  using Check = absl::Status (*)(const Approval& current, absl::string_view caller);
  // Loads the approval, checks whether its caller may do that with this one and then the etag, and
  // commits the steps that `decide` makes of it with what they mean for its subject.
  template <class Request>
  absl::StatusOr<Approval> Change(const Call& call, const Request& request,
                                  const DecideSteps& decide, Check may = nullptr) const;

  const Parts parts_;
};

}  // namespace steward::approval

#pragma once

// steward.approval.v1.DecisionLinkService, whose callers have no credential but a link. Each method
// reads verify → load → decide → commit; field rules were checked before. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/auth/link.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/operations/ask_directory.h"
#include "platform/people/substitutes.h"
#include "platform/rpc/service.h"
#include "services/change_approval/domain/decision_link.h"
#include "services/change_approval/store/approval_store.h"
#include "services/change_approval/store/follow_subject.h"
#include "steward/approval/v1/decision_link_service.pb.h"

namespace steward::approval {

class DecisionLinkHandlers {
 public:
  // What the methods work with; what it points to outlives them.
  struct Parts {
    auth::LinkVerifier links;
    operations::ResolveCaller resolve_user;
    const people::Substitutes* substitutes = nullptr;
    const ApprovalStore* store = nullptr;
    journal::Journal* journal = nullptr;
    FollowSubject follow = nullptr;
  };
  explicit DecisionLinkHandlers(Parts parts) : parts_(std::move(parts)) {}

  absl::StatusOr<v1::DecisionLink> ReadDecisionLink(const Call&,
                                                    const v1::ReadDecisionLinkRequest&);
  absl::StatusOr<v1::DecisionLink> FollowDecisionLink(const Call&,
                                                      const v1::FollowDecisionLinkRequest&);

  void Register(rpc::Service* service);

 private:
  // The call as one of the user of the link, who may decide on what they are asked.
  absl::StatusOr<Call> CallOf(const Call& call, const identity::v1::Link& link) const;
  // Whom the link is on behalf of, when its user is their substitute now.
  absl::StatusOr<std::vector<std::string>> ActsFor(const Call& own,
                                                   const identity::v1::Link& link) const;

  const Parts parts_;
};

}  // namespace steward::approval

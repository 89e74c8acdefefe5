#pragma once

// Decisions by a link that an approver was mailed (decision_link.proto). Pure functions,
// thread-safe. A link is one that platform/auth has verified: its part is a stage, its digest that
// of the subject.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/change_approval/domain/approval.h"
#include "steward/approval/v1/decision_link.pb.h"
#include "steward/approval/v1/decision_link_service.pb.h"
#include "steward/identity/v1/link.pb.h"

namespace steward::approval {

// Purpose of such links.
inline constexpr absl::string_view kDecisionPurpose = "decide";

// What the link asks, and what it is good for at `now`. `acts_for` are those whom the link is on
// behalf of and whose substitute its user is now.
v1::DecisionLink ShowLink(const Approval& approval, const identity::v1::Link& link,
                          absl::Span<const std::string> acts_for, absl::Time now);

// As Decide, for the approver of the link: its user themself, or whom it is on behalf of.
// LINK_SPENT when the approver has decided in the stage, whoever did it for them, and when the
// stage is decided without them; SUBJECT_CHANGED when the link is about what the subject was
// before; NOT_AN_APPROVER when another stage is open. ALREADY_DECIDED only of who has decided in
// the stage for somebody else.
absl::StatusOr<Steps> DecideByLink(const Approval& approval, const identity::v1::Link& link,
                                   const v1::FollowDecisionLinkRequest& request,
                                   absl::Span<const std::string> acts_for, absl::Time now);

}  // namespace steward::approval

#include "services/change_approval/domain/decision_link.h"

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "platform/status/errors.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/domain/decide.h"

namespace steward::approval {
namespace {

using errors::Reason;
using identity::v1::Link;
using v1::DecisionLink;

absl::Status LinkSpent() {
  return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::LINK_SPENT,
                      "What the link decides is decided.");
}

absl::Status SubjectChanged() {
  return errors::Make(absl::StatusCode::kAborted, Reason::SUBJECT_CHANGED,
                      "What is to be approved is not any more what the link was sent for.");
}

absl::Status NotOpen() {
  return errors::Make(absl::StatusCode::kPermissionDenied, Reason::NOT_AN_APPROVER,
                      "The stage that the link was sent for is not open.");
}

// Null when the approval has no such stage.
const Stage* StageOf(const Approval& approval, const Link& link) {
  return link.part() < approval.stages_size() ? &approval.stages(link.part()) : nullptr;
}

const std::string& NameOfApprover(const Link& link) {
  return link.on_behalf_of().empty() ? link.subject() : link.on_behalf_of();
}

// Null when they are not asked in the stage.
const Approver* ApproverOf(const Stage& stage, const Link& link) {
  const auto found = absl::c_find_if(
      stage.approvers(), [&](const Approver& each) { return each.user() == NameOfApprover(link); });
  return found == stage.approvers().end() ? nullptr : &*found;
}

bool IsAboutPresent(const Approval& approval, const Link& link) {
  return approval.subject_digest() == absl::BytesToHexString(link.digest());
}

// Decided by the approver, or without them, about what the link was sent for.
bool IsSpent(const Approval& approval, const Link& link) {
  const Stage* stage = StageOf(approval, link);
  const Approver* approver = stage == nullptr ? nullptr : ApproverOf(*stage, link);
  if (approver == nullptr || !IsAboutPresent(approval, link)) return false;
  return approver->decision() != Approver::DECISION_UNSPECIFIED ||
         stage->state() == Stage::APPROVED || stage->state() == Stage::REJECTED;
}

// Whether the user of the link may still speak for its approver.
bool MaySpeak(const Link& link, absl::Span<const std::string> acts_for) {
  return link.on_behalf_of().empty() || absl::c_linear_search(acts_for, link.on_behalf_of());
}

bool IsOpen(const Approval& approval, const Link& link, absl::Span<const std::string> acts_for,
            absl::Time now) {
  const Stage* stage = StageOf(approval, link);
  return approval.state() == Approval::PENDING && stage != nullptr &&
         stage == OpenStage(approval) && ApproverOf(*stage, link) != nullptr &&
         IsAboutPresent(approval, link) && !IsParty(approval, link.subject()) &&
         MaySpeak(link, acts_for) && CheckTime(approval, now).ok();
}

}  // namespace

DecisionLink ShowLink(const Approval& approval, const Link& link,
                      absl::Span<const std::string> acts_for, absl::Time now) {
  DecisionLink shown;
  shown.set_approval(link.resource());
  shown.set_user(link.subject());
  shown.set_on_behalf_of(link.on_behalf_of());
  *shown.mutable_expire_time() = link.expire_time();
  const bool is_spent = IsSpent(approval, link);
  if (!is_spent && !IsOpen(approval, link, acts_for, now)) {
    shown.set_state(DecisionLink::VOID);
    return shown;
  }
  const Stage& stage = *StageOf(approval, link);
  shown.set_state(is_spent ? DecisionLink::SPENT : DecisionLink::OPEN);
  shown.set_subject(approval.subject());
  shown.set_title(approval.title());
  shown.set_description(approval.description());
  shown.set_requester(approval.requester());
  shown.set_stage(stage.title());
  shown.set_decision(ApproverOf(stage, link)->decision());
  return shown;
}

absl::StatusOr<Steps> DecideByLink(const Approval& approval, const Link& link,
                                   const v1::FollowDecisionLinkRequest& request,
                                   absl::Span<const std::string> acts_for, absl::Time now) {
  if (IsSpent(approval, link)) return LinkSpent();
  if (!IsAboutPresent(approval, link)) return SubjectChanged();
  if (approval.state() == Approval::PENDING && StageOf(approval, link) != OpenStage(approval))
    return NotOpen();
  v1::DecideApprovalRequest decision;
  decision.set_decision(request.decision());
  decision.set_comment(request.comment());
  decision.set_on_behalf_of(NameOfApprover(link));
  return Decide(approval, decision, link.subject(), acts_for, now);
}

}  // namespace steward::approval

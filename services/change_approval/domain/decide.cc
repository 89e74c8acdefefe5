#include "services/change_approval/domain/decide.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::approval {
namespace {

using errors::Reason;
using v1::DecideApprovalRequest;

absl::Status SeparationOfDuties() {
  return errors::Make(absl::StatusCode::kPermissionDenied, Reason::SEPARATION_OF_DUTIES,
                      "Whoever asked for it, or is to carry it out, decides on it for nobody.");
}

absl::Status NotAnApprover() {
  return errors::Make(absl::StatusCode::kPermissionDenied, Reason::NOT_AN_APPROVER,
                      "You are not asked in the stage that is open, and act for nobody who is.");
}

absl::Status AlreadyDecided() {
  return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::ALREADY_DECIDED,
                      "The approver has decided in this stage, or you have for somebody else.");
}

absl::Status SubjectChanged() {
  return errors::Make(absl::StatusCode::kAborted, Reason::SUBJECT_CHANGED,
                      "What is to be approved is not any more what you have seen; read it again.");
}

bool HasDecided(const Approver& approver) {
  return approver.decision() != Approver::DECISION_UNSPECIFIED;
}

// In the stage, as an approver or for one.
bool HasDecidedIn(const Stage& stage, absl::string_view who) {
  return absl::c_any_of(stage.approvers(), [&](const Approver& approver) {
    const std::string& by = approver.decided_by().empty() ? approver.user() : approver.decided_by();
    return HasDecided(approver) && by == who;
  });
}

Approver* Find(absl::string_view user, Stage* stage) {
  for (Approver& approver : *stage->mutable_approvers())
    if (approver.user() == user) return &approver;
  return nullptr;
}

// Of several for whom the caller may act, the only one who has not decided.
absl::StatusOr<Approver*> FindRepresented(absl::Span<const std::string> acts_for, Stage* stage) {
  Approver* found = nullptr;
  bool is_decided = false;
  for (const std::string& user : acts_for) {
    Approver* approver = Find(user, stage);
    if (approver == nullptr) continue;
    if (HasDecided(*approver)) {
      is_decided = true;
    } else if (found == nullptr) {
      found = approver;
    } else {
      return errors::InvalidField("on_behalf_of", "is required: you act for several approvers");
    }
  }
  if (found != nullptr) return found;
  return is_decided ? AlreadyDecided() : NotAnApprover();
}

absl::StatusOr<Approver*> Choose(const DecideApprovalRequest& request, absl::string_view caller,
                                 absl::Span<const std::string> acts_for, Stage* stage) {
  const std::string& principal = request.on_behalf_of();
  if (principal.empty() || principal == caller) {
    if (Approver* self = Find(caller, stage)) return self;
    if (principal.empty()) return FindRepresented(acts_for, stage);
    return NotAnApprover();
  }
  Approver* approver = Find(principal, stage);
  if (approver == nullptr || !absl::c_linear_search(acts_for, principal)) return NotAnApprover();
  return approver;
}

}  // namespace

std::vector<std::string> WouldActFor(const Approval& approval, const DecideApprovalRequest& request,
                                     absl::string_view caller) {
  const Stage* stage = OpenStage(approval);
  if (stage == nullptr || IsParty(approval, caller)) return {};
  std::vector<std::string> asked;
  for (const Approver& approver : stage->approvers()) asked.push_back(approver.user());
  const std::string& principal = request.on_behalf_of();
  const bool is_self =
      principal.empty() ? absl::c_linear_search(asked, caller) : principal == caller;
  if (is_self) return {};
  if (principal.empty()) return asked;
  return absl::c_linear_search(asked, principal) ? std::vector<std::string>{principal}
                                                 : std::vector<std::string>();
}

absl::StatusOr<Steps> Decide(const Approval& approval, const DecideApprovalRequest& request,
                             absl::string_view caller, absl::Span<const std::string> acts_for,
                             absl::Time now) {
  if (IsParty(approval, caller)) return SeparationOfDuties();
  Approval next = approval;
  RETURN_IF_ERROR(ApprovalLifecycle().Apply("decide", &next));
  RETURN_IF_ERROR(CheckTime(approval, now));
  Stage* stage = OpenStage(&next);
  if (stage == nullptr) return errors::Internal("an approval that is pending has no open stage");
  ASSIGN_OR_RETURN(Approver * approver, Choose(request, caller, acts_for, stage));
  if (HasDecided(*approver) || HasDecidedIn(*stage, caller)) return AlreadyDecided();
  if (!request.subject_digest().empty() && request.subject_digest() != approval.subject_digest())
    return SubjectChanged();
  if (request.decision() == Approver::REJECT && request.comment().empty())
    return errors::InvalidField("comment", "is required to reject");
  approver->set_decision(request.decision());
  if (approver->user() != caller) approver->set_decided_by(std::string(caller));
  approver->set_comment(request.comment());
  *approver->mutable_decide_time() = ToProto(now);
  stage->set_state(Judge(*stage));
  if (stage->state() == Stage::APPROVED) OpenNext(&next);
  *next.mutable_update_time() = ToProto(now);
  return Conclude({{std::move(next), ApprovalLifecycle().Find("decide").event_type()}}, now);
}

}  // namespace steward::approval

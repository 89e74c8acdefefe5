#include "services/change_approval/domain/approval.h"

#include <algorithm>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/resource/requester.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/lifecycles.h"

namespace steward::approval {
namespace {

using errors::Reason;

constexpr char kServices[] = "services/";
// Those that callers asked for; the others have the names of the records that they belong to.
constexpr char kNumbered[] = "approvals/APR-";
constexpr char kRequested[] = "dev.steward.approval.requested.v1";
constexpr absl::Duration kLifeDefault = absl::Hours(24 * 14);
constexpr absl::Duration kLifeMax = absl::Hours(24 * 365);

absl::Status SettleExpiry(absl::Time now, Approval* approval) {
  const absl::Time expiry =
      approval->has_expire_time() ? FromProto(approval->expire_time()) : now + kLifeDefault;
  if (expiry <= now || expiry > now + kLifeMax)
    return errors::InvalidField("approval.expire_time",
                                "must be in the future and at most 365 days from now");
  *approval->mutable_expire_time() = ToProto(expiry);
  return absl::OkStatus();
}

void Ask(const Candidates& candidates, const Approval& approval, Stage* stage) {
  std::set<absl::string_view> asked;
  for (const Approver& candidate : candidates) {
    if (IsParty(approval, candidate.user()) || !asked.insert(candidate.user()).second) continue;
    Approver* approver = stage->add_approvers();
    approver->set_user(candidate.user());
    approver->set_group(candidate.group());
  }
  stage->set_state(Stage::WAITING);
}

void Void(Stage* stage) {
  stage->set_state(Stage::WAITING);
  for (Approver& approver : *stage->mutable_approvers()) {
    approver.clear_decision();
    approver.clear_decided_by();
    approver.clear_comment();
    approver.clear_decide_time();
  }
}

absl::StatusOr<Step> Take(Approval approval, absl::string_view action, absl::Time now) {
  RETURN_IF_ERROR(ApprovalLifecycle().Apply(action, &approval));
  *approval.mutable_update_time() = ToProto(now);
  return Step{std::move(approval), ApprovalLifecycle().Find(action).event_type()};
}

absl::StatusOr<Step> End(const Approval& approval, absl::string_view action, absl::Time now) {
  ASSIGN_OR_RETURN(Step step, Take(approval, action, now));
  *step.approval.mutable_decide_time() = ToProto(now);
  for (Stage& stage : *step.approval.mutable_stages())
    if (stage.state() == Stage::WAITING || stage.state() == Stage::OPEN)
      stage.set_state(Stage::SKIPPED);
  return step;
}

}  // namespace

const lifecycle::Lifecycle& ApprovalLifecycle() {
  static const auto lifecycle =
      lifecycle::Lifecycle::Shipped(lifecycles::kApproval, Approval::State_descriptor());
  return lifecycle;
}

bool IsParty(const Approval& approval, absl::string_view who) {
  return approval.requester() == who || absl::c_linear_search(approval.excluded(), who);
}

absl::Status CheckTime(const Approval& approval, absl::Time now) {
  if (now < FromProto(approval.expire_time())) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::APPROVAL_EXPIRED,
                      "The approval was to be decided before now; ask for a new one.");
}

absl::StatusOr<Steps> Conclude(Steps steps, absl::Time now) {
  const Approval& last = steps.back().approval;
  const auto are = [](Stage::State state) {
    return [state](const Stage& stage) { return stage.state() == state; };
  };
  const bool is_rejected = absl::c_any_of(last.stages(), are(Stage::REJECTED));
  if (!is_rejected && !absl::c_all_of(last.stages(), are(Stage::APPROVED))) return steps;
  ASSIGN_OR_RETURN(Step end, End(last, is_rejected ? "reject" : "approve", now));
  steps.push_back(std::move(end));
  return steps;
}

absl::Status CheckQuestion(const Approval& draft, absl::string_view caller) {
  errors::Violations violations;
  const bool is_ours = absl::StartsWith(draft.subject(), "changes/") ||
                       absl::StartsWith(draft.subject(), "requests/");
  if (is_ours && !absl::StartsWith(caller, kServices))
    violations.Add("approval.subject", "is asked about by Steward itself, with its own approval");
  if (draft.stages().empty())
    violations.Add("approval.stages", "is required: at least one, with whom to ask");
  return violations.ToStatus();
}

absl::StatusOr<Steps> Create(const Approval& draft, absl::string_view caller,
                             absl::Span<const Candidates> candidates, absl::Time now) {
  Approval approval = draft;
  resource::ClearOutputOnly(&approval);
  approval.clear_etag();
  ApprovalLifecycle().Restart(&approval);
  RETURN_IF_ERROR(
      resource::SettleRequester(caller, "approval.requester", approval.mutable_requester()));
  approval.set_creator(std::string(caller));
  *approval.mutable_create_time() = ToProto(now);
  *approval.mutable_update_time() = ToProto(now);
  RETURN_IF_ERROR(SettleExpiry(now, &approval));
  for (int i = 0; i < approval.stages_size(); ++i) {
    Stage* stage = approval.mutable_stages(i);
    Ask(candidates.at(i), approval, stage);
    RETURN_IF_ERROR(CheckStage(*stage, absl::StrCat("approval.stages[", i, "]")));
  }
  OpenNext(&approval);
  return Conclude({{std::move(approval), kRequested}}, now);
}

absl::StatusOr<Steps> Restate(const Approval& approval, const v1::RestateApprovalRequest& request,
                              absl::Time now) {
  ASSIGN_OR_RETURN(Step step, Take(approval, "restate", now));
  RETURN_IF_ERROR(CheckTime(approval, now));
  Approval& next = step.approval;
  const int from = request.from_stage();
  // Without stages there is none to void.
  if (from < 0 || from >= std::max(next.stages_size(), 1))
    return errors::InvalidField("from_stage", "must be a stage of the approval, counted from 0");
  next.set_subject_digest(request.subject_digest());
  if (!request.title().empty()) next.set_title(request.title());
  for (int i = from; i < next.stages_size(); ++i) Void(next.mutable_stages(i));
  OpenNext(&next);
  return Conclude({std::move(step)}, now);
}

absl::StatusOr<Steps> Rebind(const Approval& approval, const Binding& binding, absl::Time now) {
  const bool was_approved = approval.state() == Approval::APPROVED;
  const bool stays = was_approved && binding.from_stage >= approval.stages_size();
  ASSIGN_OR_RETURN(Step step, Take(approval, stays ? "rebind" : "restate", now));
  if (approval.state() == Approval::PENDING) RETURN_IF_ERROR(CheckTime(approval, now));
  Approval& next = step.approval;
  next.set_subject_digest(binding.subject_digest);
  next.set_title(binding.title);
  next.set_requester(binding.requester);
  next.mutable_excluded()->Assign(binding.excluded.begin(), binding.excluded.end());
  // Nobody decides anything by that.
  if (stays) return Steps{std::move(step)};
  if (was_approved)
    *next.mutable_expire_time() =
        ToProto(std::max(FromProto(approval.expire_time()), now + kLifeDefault));
  for (int i = binding.from_stage; i < next.stages_size(); ++i) Void(next.mutable_stages(i));
  OpenNext(&next);
  return Conclude({std::move(step)}, now);
}

absl::Status CheckMayRestate(const Approval& approval, absl::string_view caller) {
  if (absl::StartsWith(approval.name(), kNumbered) && approval.creator() == caller)
    return absl::OkStatus();
  return errors::PermissionDenied("approvals.create");
}

absl::Status CheckMayCancel(const Approval& approval, absl::string_view caller) {
  if (!absl::StartsWith(approval.creator(), kServices) || approval.creator() == caller)
    return absl::OkStatus();
  return errors::PermissionDenied("approvals.cancel");
}

absl::StatusOr<Steps> Cancel(const Approval& approval, const std::string& reason, absl::Time now) {
  Approval next = approval;
  next.set_cancel_reason(reason);
  ASSIGN_OR_RETURN(Step step, End(next, "cancel", now));
  return Steps{std::move(step)};
}

absl::StatusOr<Steps> Expire(const Approval& approval, absl::Time now) {
  const std::string state = Approval::State_Name(approval.state());
  if (CheckTime(approval, now).ok())
    return errors::IllegalTransition(state, "expire", ApprovalLifecycle().AllowedActions(state));
  ASSIGN_OR_RETURN(Step step, End(approval, "expire", now));
  return Steps{std::move(step)};
}

}  // namespace steward::approval

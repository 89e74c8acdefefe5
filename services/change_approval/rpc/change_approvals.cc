#include "services/change_approval/rpc/change_approvals.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/change_approval/domain/actions.h"
#include "services/change_approval/domain/approval.h"
#include "services/change_approval/rpc/candidates.h"

namespace steward::change {
namespace {

using approval::ApprovalDecision;
using approval::StoredApproval;

bool HasOtherParties(const Change& before, const Change& after) {
  return before.requester() != after.requester() || before.implementer() != after.implementer();
}

// Whether nobody can be asked, or it cannot be known who: of the change itself nothing is wrong.
bool IsAboutApprovers(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsInvalidArgument(status) ||
         absl::IsUnavailable(status);
}

approval::Binding BindingOf(const Change& change, const ChangeModel& model, int from_stage) {
  const Approval draft = DraftOf(change, model);
  return {draft.subject_digest(),
          draft.title(),
          draft.requester(),
          {draft.excluded().begin(), draft.excluded().end()},
          from_stage};
}

}  // namespace

absl::StatusOr<absl::optional<StoredApproval>> ChangeApprovals::Find(const Call& call,
                                                                     const Change& change) const {
  if (change.approval().empty()) return absl::nullopt;
  ASSIGN_OR_RETURN(StoredApproval stored,
                   parts_.approvals->Get(Unconfined(call), change.approval()));
  return absl::make_optional(std::move(stored));
}

absl::StatusOr<ChangeDecision> ChangeApprovals::Ask(const Call& call, const StoredChange& stored,
                                                    Change next,
                                                    absl::string_view event_type) const {
  ASSIGN_OR_RETURN(const auto last, Find(call, stored.resource));
  if (last && IsAlive(last->resource)) return errors::AlreadyExists(last->resource.name());
  ASSIGN_OR_RETURN(const ChangeModel model,
                   parts_.changes->models.Get(Unconfined(call), next.model()));
  const Approval draft = DraftOf(next, model);
  ASSIGN_OR_RETURN(const auto candidates,
                   approval::FindApprovers(call, draft, *parts_.people, *parts_.members));
  ASSIGN_OR_RETURN(auto steps, approval::Create(draft, call.subject, candidates, call.now()));
  next = WithNextApproval(next);
  const std::string name = next.approval();
  ChangeDecision decision =
      parts_.changes->changes.PlanChange(call, stored, std::move(next), event_type);
  store::Append(parts_.approvals->CreateNamed(call, name, std::move(steps)).change,
                &decision.change);
  return decision;
}

absl::StatusOr<ChangeDecision> ChangeApprovals::AskIfPossible(const Call& call,
                                                              const StoredChange& stored,
                                                              Change next,
                                                              absl::string_view event_type) const {
  auto asked = Ask(call, stored, next, event_type);
  if (!IsAboutApprovers(asked.status())) return asked;
  next.set_problem(
      absl::StrCat("Its approval cannot be asked for: ", asked.status().message(),
                   " It is asked for once that is mended; :requestApproval asks at once."));
  return parts_.changes->changes.PlanChange(call, stored, std::move(next), event_type);
}

absl::Status ChangeApprovals::Reconsider(const Call& call, const Change& before,
                                         store::Steps<Change>* steps) const {
  const Change& after = steps->at().resource;
  ASSIGN_OR_RETURN(const auto stored, Find(call, before));
  if (!stored || !IsAlive(stored->resource)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ChangeModel model,
                   parts_.changes->models.Get(Unconfined(call), after.model()));
  const auto affected = FirstAffected(before, after, model);
  if (!affected && !HasOtherParties(before, after)) return absl::OkStatus();
  if (HasOtherParties(before, after)) RETURN_IF_ERROR(CheckParties(after, stored->resource));
  const int from = affected.value_or(stored->resource.stages_size());
  ASSIGN_OR_RETURN(auto rebound,
                   approval::Rebind(stored->resource, BindingOf(after, model, from), call.now()));
  ApprovalDecision decision = parts_.approvals->Update(call, *stored, std::move(rebound));
  const std::string action = ActionBy(decision.resource, after);
  if (!action.empty()) {
    ASSIGN_OR_RETURN(Change next, Act(after, action, call.now()));
    const std::string& event_type = EventTypeOf(after, action);
    steps->Take(parts_.changes->changes.PlanChange(call, steps->at(), std::move(next), event_type));
  }
  steps->Add(std::move(decision.change));
  return absl::OkStatus();
}

absl::Status ChangeApprovals::Withdraw(const Call& call, const Change& change,
                                       const std::string& reason, journal::Change* with) const {
  ASSIGN_OR_RETURN(const auto stored, Find(call, change));
  if (!stored || stored->resource.state() != Approval::PENDING) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto steps, approval::Cancel(stored->resource, reason, call.now()));
  store::Append(parts_.approvals->Update(call, *stored, std::move(steps)).change, with);
  return absl::OkStatus();
}

absl::Status ChangeApprovals::KeepApart(const Call& call, const Change& change,
                                        const std::string& implementer,
                                        journal::Change* with) const {
  ASSIGN_OR_RETURN(const auto stored, Find(call, change));
  if (!stored) return absl::OkStatus();
  Change carried_out = change;
  carried_out.set_implementer(implementer);
  RETURN_IF_ERROR(CheckParties(carried_out, stored->resource));
  with->writes.push_back(parts_.approvals->CheckUnchanged(call, *stored));
  return absl::OkStatus();
}

absl::Status ChangeApprovals::Require(const Call& call, const Change& change,
                                      Change::CloseCode close_code, journal::Change* with) const {
  ASSIGN_OR_RETURN(const auto stored, Find(call, change));
  RETURN_IF_ERROR(CheckApproved(stored ? &stored->resource : nullptr, close_code));
  with->writes.push_back(parts_.approvals->CheckUnchanged(call, *stored));
  return absl::OkStatus();
}

absl::Status ChangeApprovals::Follow(const Call& call, const Approval& after,
                                     journal::Change* with) const {
  if (!absl::StartsWith(after.subject(), "changes/")) return absl::OkStatus();
  const auto stored = parts_.changes->changes.GetStored(Unconfined(call), after.subject());
  // Whoever asks says what it is about, and need not be right.
  if (absl::IsNotFound(stored.status()) || absl::IsInvalidArgument(stored.status()))
    return absl::OkStatus();
  RETURN_IF_ERROR(stored.status());
  const std::string action = ActionBy(after, stored->resource);
  if (action.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Change next, Act(stored->resource, action, call.now()));
  const std::string& event_type = EventTypeOf(stored->resource, action);
  store::Append(
      parts_.changes->changes.PlanChange(call, *stored, std::move(next), event_type).change, with);
  return absl::OkStatus();
}

}  // namespace steward::change

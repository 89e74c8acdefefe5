// The actions of the lifecycles.

#include "services/change_approval/domain/actions.h"

#include <utility>

#include "platform/resource/etag.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/change_approval/rpc/change_handlers.h"

namespace steward::change {

template <class Request>
absl::StatusOr<Change> ChangeHandlers::Act(const Call& call, const Request& request,
                                           absl::string_view action, const Decide& decide,
                                           const Extend& extend) {
  return parts_.store->changes.Commit(call, request, [&]() -> absl::StatusOr<ChangeDecision> {
    ASSIGN_OR_RETURN(const StoredChange stored,
                     parts_.store->changes.GetStored(call, request.name()));
    const Change& before = stored.resource;
    if (!resource::EtagMatches(request.etag(), before.etag()))
      return errors::StaleEtag(request.name());
    ASSIGN_OR_RETURN(Change next, decide(before));
    const std::string& event_type = EventTypeOf(before, action);
    if (action == "requestApproval")
      return parts_.approvals->Ask(call, stored, std::move(next), event_type);
    if (AsksWith(before.kind(), action))
      return parts_.approvals->AskIfPossible(call, stored, std::move(next), event_type);
    ChangeDecision decision =
        parts_.store->changes.PlanChange(call, stored, std::move(next), event_type);
    if (extend != nullptr) RETURN_IF_ERROR(extend(before, &decision.change));
    return decision;
  });
}

absl::StatusOr<Change> ChangeHandlers::AssessChange(const Call& call,
                                                    const v1::AssessChangeRequest& request) {
  return Act(call, request, "assess",
             [&](const Change& current) { return Assess(current, call.now()); });
}

absl::StatusOr<Change> ChangeHandlers::RequestChangeApproval(
    const Call& call, const v1::RequestChangeApprovalRequest& request) {
  return Act(call, request, "requestApproval", [&](const Change& current) {
    return change::Act(current, "requestApproval", call.now());
  });
}

absl::StatusOr<Change> ChangeHandlers::StartChange(const Call& call,
                                                   const v1::StartChangeRequest& request) {
  return Act(
      call, request, "start",
      [&](const Change& current) { return Start(current, call.subject, call.now()); },
      [&](const Change& planned, journal::Change* with) {
        if (!planned.implementer().empty()) return absl::OkStatus();
        return parts_.approvals->KeepApart(call, planned, call.subject, with);
      });
}

absl::StatusOr<Change> ChangeHandlers::CompleteChange(const Call& call,
                                                      const v1::CompleteChangeRequest& request) {
  return Act(call, request, "complete",
             [&](const Change& current) { return Complete(current, call.now()); });
}

absl::StatusOr<Change> ChangeHandlers::FailChange(const Call& call,
                                                  const v1::FailChangeRequest& request) {
  return Act(call, request, "fail", [&](const Change& current) {
    return Fail(current, request.failure_notes(), call.now());
  });
}

absl::StatusOr<Change> ChangeHandlers::BackOutChange(const Call& call,
                                                     const v1::BackOutChangeRequest& request) {
  return Act(call, request, "backOut",
             [&](const Change& current) { return BackOut(current, call.now()); });
}

absl::StatusOr<Change> ChangeHandlers::CloseChange(const Call& call,
                                                   const v1::CloseChangeRequest& request) {
  return Act(
      call, request, "close",
      [&](const Change& current) { return Close(current, request, call.now()); },
      [&](const Change& reviewed, journal::Change* with) {
        if (UsesTemplate(reviewed.kind())) return absl::OkStatus();
        return parts_.approvals->Require(call, reviewed, request.close_code(), with);
      });
}

absl::StatusOr<Change> ChangeHandlers::CancelChange(const Call& call,
                                                    const v1::CancelChangeRequest& request) {
  return Act(
      call, request, "cancel",
      [&](const Change& current) { return Cancel(current, request.cancel_reason(), call.now()); },
      [&](const Change& planned, journal::Change* with) {
        return parts_.approvals->Withdraw(call, planned, request.cancel_reason(), with);
      });
}

}  // namespace steward::change

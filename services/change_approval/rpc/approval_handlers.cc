#include "services/change_approval/rpc/approval_handlers.h"

#include "platform/access/held_permissions.h"
#include "platform/journal/mutate.h"
#include "platform/resource/etag.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/change_approval/domain/approval.h"
#include "services/change_approval/domain/decide.h"
#include "services/change_approval/rpc/candidates.h"

namespace steward::approval {

absl::StatusOr<Approval> ApprovalHandlers::CreateApproval(
    const Call& call, const v1::CreateApprovalRequest& request) {
  return journal::Mutate<Approval>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<ApprovalDecision> {
        RETURN_IF_ERROR(CheckQuestion(request.approval(), call.subject));
        ASSIGN_OR_RETURN(const auto candidates,
                         FindCandidates(call, request.approval(), *parts_.people, *parts_.members));
        ASSIGN_OR_RETURN(Steps steps,
                         Create(request.approval(), call.subject, candidates, call.now()));
        return parts_.store->Create(call, std::move(steps));
      });
}

absl::StatusOr<Approval> ApprovalHandlers::GetApproval(const Call& call,
                                                       const v1::GetApprovalRequest& request) {
  ASSIGN_OR_RETURN(StoredApproval stored, parts_.store->Get(call, request.name()));
  return std::move(stored.resource);
}

absl::StatusOr<Encoded<v1::ListApprovalsResponse>> ApprovalHandlers::ListApprovals(
    const Call& call, const v1::ListApprovalsRequest& request) {
  return parts_.store->List(
      call, {request.filter(), request.order_by(), request.page_size(), request.page_token(), ""});
}

template <class Request>
absl::StatusOr<Approval> ApprovalHandlers::Change(const Call& call, const Request& request,
                                                  const DecideSteps& decide, Check may) const {
  return journal::Mutate<Approval>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<ApprovalDecision> {
        ASSIGN_OR_RETURN(const StoredApproval stored, parts_.store->Get(call, request.name()));
        if (may != nullptr) RETURN_IF_ERROR(may(stored.resource, call.subject));
        if (!resource::EtagMatches(request.etag(), stored.resource.etag()))
          return errors::StaleEtag(request.name());
        ASSIGN_OR_RETURN(Steps steps, decide(stored.resource));
        ApprovalDecision decision = parts_.store->Update(call, stored, std::move(steps));
        if (parts_.follow != nullptr)
          RETURN_IF_ERROR(parts_.follow(call, decision.resource, &decision.change));
        return decision;
      });
}

absl::StatusOr<Approval> ApprovalHandlers::DecideApproval(
    const Call& call, const v1::DecideApprovalRequest& request) {
  return Change(call, request, [&](const Approval& current) -> absl::StatusOr<Steps> {
    ASSIGN_OR_RETURN(const auto acts_for,
                     parts_.substitutes->Represented(call, call.subject,
                                                     WouldActFor(current, request, call.subject)));
    return Decide(current, request, call.subject, acts_for, call.now());
  });
}

absl::StatusOr<Approval> ApprovalHandlers::RestateApproval(
    const Call& call, const v1::RestateApprovalRequest& request) {
  return Change(
      call, request, [&](const Approval& current) { return Restate(current, request, call.now()); },
      CheckMayRestate);
}

absl::StatusOr<Approval> ApprovalHandlers::CancelApproval(
    const Call& call, const v1::CancelApprovalRequest& request) {
  return Change(
      call, request,
      [&](const Approval& current) { return Cancel(current, request.cancel_reason(), call.now()); },
      CheckMayCancel);
}

absl::StatusOr<v1::TestApprovalPermissionsResponse> ApprovalHandlers::TestApprovalPermissions(
    const Call& call, const v1::TestApprovalPermissionsRequest& request) {
  ASSIGN_OR_RETURN(const StoredApproval stored, parts_.store->Get(call, request.name()));
  return access::TestPermissions<v1::TestApprovalPermissionsResponse>(call, request,
                                                                      stored.resource);
}

void ApprovalHandlers::Register(rpc::Service* service) {
  service->Handle("CreateApproval", this, &ApprovalHandlers::CreateApproval)
      .Handle("GetApproval", this, &ApprovalHandlers::GetApproval)
      .Handle("ListApprovals", this, &ApprovalHandlers::ListApprovals)
      .Handle("DecideApproval", this, &ApprovalHandlers::DecideApproval)
      .Handle("RestateApproval", this, &ApprovalHandlers::RestateApproval)
      .Handle("CancelApproval", this, &ApprovalHandlers::CancelApproval)
      .Handle("TestApprovalPermissions", this, &ApprovalHandlers::TestApprovalPermissions);
}

}  // namespace steward::approval

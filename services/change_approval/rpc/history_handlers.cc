#include "services/change_approval/rpc/history_handlers.h"

#include "platform/status/macros.h"

namespace steward::change {

absl::StatusOr<approval::v1::ListApprovalHistoryResponse> HistoryHandlers::ListApprovalHistory(
    const Call& call, const approval::v1::ListApprovalHistoryRequest& request) {
  RETURN_IF_ERROR(approvals_->Get(call, request.name()).status());
  return audit::ListHistory<approval::v1::Approval, approval::v1::ListApprovalHistoryResponse>(
      history_, call, request);
}

absl::StatusOr<v1::ListChangeHistoryResponse> HistoryHandlers::ListChangeHistory(
    const Call& call, const v1::ListChangeHistoryRequest& request) {
  RETURN_IF_ERROR(changes_->changes.Get(call, request.name()).status());
  return audit::ListHistory<Change, v1::ListChangeHistoryResponse>(history_, call, request);
}

void HistoryHandlers::Register(rpc::Service* approvals, rpc::Service* changes) {
  approvals->Handle("ListApprovalHistory", this, &HistoryHandlers::ListApprovalHistory);
  changes->Handle("ListChangeHistory", this, &HistoryHandlers::ListChangeHistory);
}

}  // namespace steward::change

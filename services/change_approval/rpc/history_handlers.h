#pragma once

// What happened to approvals and to changes, as the journal keeps it. Each method reads load →
// answer; identity, permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/audit/record_history.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/change_approval/store/approval_store.h"
#include "services/change_approval/store/change_store.h"
#include "steward/approval/v1/approval_service.pb.h"
#include "steward/change/v1/change_service.pb.h"

namespace steward::change {

class HistoryHandlers {
 public:
  // What it is given outlives it.
  HistoryHandlers(const approval::ApprovalStore* approvals, const ChangeStore* changes,
                  const audit::HistoryParts& history)
      : approvals_(approvals), changes_(changes), history_(history) {}

  absl::StatusOr<approval::v1::ListApprovalHistoryResponse> ListApprovalHistory(
      const Call&, const approval::v1::ListApprovalHistoryRequest&);
  absl::StatusOr<v1::ListChangeHistoryResponse> ListChangeHistory(
      const Call&, const v1::ListChangeHistoryRequest&);

  void Register(rpc::Service* approvals, rpc::Service* changes);

 private:
  const approval::ApprovalStore* const approvals_;
  const ChangeStore* const changes_;
  const audit::HistoryParts history_;
};

}  // namespace steward::change

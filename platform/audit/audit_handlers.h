#pragma once

// The methods of steward.event.v1.JournalService that auditors stand behind: every service serves
// them over its own journal.

#include "absl/status/statusor.h"
#include "platform/audit/seals.h"
#include "platform/audit/trail.h"
#include "platform/audit/verifier.h"
#include "platform/call/call.h"
#include "platform/journal/shard.h"
#include "platform/rpc/service.h"
#include "platform/status/macros.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::audit {

class AuditHandlers {
 public:
  AuditHandlers(const Trail* trail, const Seals* seals, const Verifier* verifier)
      : trail_(trail), seals_(seals), verifier_(verifier) {}

  absl::StatusOr<event::v1::ListTenantEventsResponse> ListTenantEvents(
      const Call& call, const event::v1::ListTenantEventsRequest& request) {
    return trail_->List(request, call.deadline);
  }
  absl::StatusOr<v1::AuditHead> GetAuditHead(const Call& call,
                                             const event::v1::GetAuditHeadRequest& request) {
    return seals_->HeadOf(request.tenant(), call.deadline);
  }
  absl::StatusOr<event::v1::VerifyChainResponse> VerifyChain(
      const Call& call, const event::v1::VerifyChainRequest& request) {
    if (!request.has_after())
      RETURN_IF_ERROR(seals_->SealAll(journal::ShardOf(request.tenant()), call.deadline));
    return verifier_->Verify(request, call.deadline);
  }

  void Register(rpc::Service* service) {
    service->Handle("ListTenantEvents", this, &AuditHandlers::ListTenantEvents)
        .Handle("GetAuditHead", this, &AuditHandlers::GetAuditHead)
        .Handle("VerifyChain", this, &AuditHandlers::VerifyChain);
  }

 private:
  const Trail* trail_;
  const Seals* seals_;
  const Verifier* verifier_;
};

}  // namespace steward::audit

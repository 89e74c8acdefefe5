#pragma once

// All that the service serves: the handlers of its proto services, registered. Thread-safe.

#include <vector>

#include "platform/rpc/service.h"
#include "services/change_approval/rpc/approval_handlers.h"
#include "services/change_approval/rpc/change_approvals.h"
#include "services/change_approval/rpc/change_handlers.h"
#include "services/change_approval/rpc/change_model_handlers.h"
#include "services/change_approval/rpc/change_template_handlers.h"
#include "services/change_approval/rpc/decision_link_handlers.h"
#include "services/change_approval/rpc/history_handlers.h"

namespace steward::change {

class Services {
 public:
  // What it is given outlives it. The approvals follow their changes; of `links` only what the
  // approvals do not have, too, is read.
  Services(const approval::ApprovalHandlers::Parts& approvals,
           const approval::DecisionLinkHandlers::Parts& links, const ChangeStore* changes,
           const ConfigurationItems* items, const audit::HistoryParts& history,
           rpc::Interceptors* interceptors);

  // What approvals mean for the changes they are about.
  const approval::FollowSubject& follow() const { return follow_; }
  // RequestChangeApproval, for jobs.
  absl::Status RequestApproval(const Call& call, const v1::RequestChangeApprovalRequest& request) {
    return changes_.RequestChangeApproval(call, request).status();
  }
  // For Host::Serve.
  std::vector<rpc::Service*> all() {
    return {&approval_service_, &link_service_, &change_service_, &model_service_,
            &template_service_};
  }

 private:
  const ChangeApprovals change_approvals_;
  const approval::FollowSubject follow_;
  approval::ApprovalHandlers approvals_;
  approval::DecisionLinkHandlers links_;
  ChangeHandlers changes_;
  ChangeModelHandlers models_;
  ChangeTemplateHandlers templates_;
  HistoryHandlers history_;
  rpc::Service approval_service_, link_service_, change_service_, model_service_, template_service_;
};

}  // namespace steward::change

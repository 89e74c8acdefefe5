#pragma once

// What the service does without being asked.

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/change_approval/jobs/approval_asker.h"
#include "services/change_approval/jobs/expirer.h"
#include "services/change_approval/jobs/incident_opener.h"

namespace steward::change {

// Each part runs until Stop.
class Jobs {
 public:
  // What they work with; it outlives them.
  struct Parts {
    const approval::ApprovalStore* approvals;
    const ChangeStore* changes;
    journal::Journal* journal;
    approval::FollowSubject follow;
    RequestApproval request_approval;
    // Null: no incidents are opened.
    const rpc::Client* tickets;
    absl::Duration expiry_interval;
  };
  explicit Jobs(const Parts& parts)
      : expirer_({parts.approvals, parts.journal, parts.follow, parts.expiry_interval}),
        asker_({parts.changes, parts.request_approval}) {
    if (parts.tickets == nullptr) return;
    opener_.emplace(IncidentOpener::Options{parts.changes, AskTicketService(parts.tickets)});
  }

  // Ends after what is under way.
  void Stop() {
    expirer_.Stop();
    asker_.Stop();
    if (opener_) opener_->Stop();
  }

 private:
  approval::Expirer expirer_;
  ApprovalAsker asker_;
  absl::optional<IncidentOpener> opener_;
};

}  // namespace steward::change

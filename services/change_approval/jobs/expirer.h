#pragma once

// Ends approvals that were not decided in time. Any number of replicas may run: each looks for
// them, and what two find is one change, as both ask for it under the same request id.

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/journal/journal.h"
#include "services/change_approval/jobs/due_walk.h"
#include "services/change_approval/store/approval_store.h"
#include "services/change_approval/store/follow_subject.h"

namespace steward::approval {

class Expirer {
 public:
  struct Options {
    const ApprovalStore* store = nullptr;
    journal::Journal* journal = nullptr;
    FollowSubject follow = nullptr;
    // From one look to the next.
    absl::Duration interval = absl::Seconds(5);
    // Read at once.
    int batch = 100;
  };
  explicit Expirer(Options options);

  // Ends after the approval under way.
  void Stop() { walk_.Stop(); }

 private:
  absl::Status End(const Due& due) const;

  const Options options_;
  change_approval::DueWalk<Due> walk_;
};

}  // namespace steward::approval

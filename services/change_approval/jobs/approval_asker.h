#pragma once

// Asks for the approval of emergency changes that were begun while nobody could be asked: because
// those who decide were out of use, or because it was not known who they are. Any number of
// replicas may run: a change has one approval under way, whoever asks for it.

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/call/call.h"
#include "services/change_approval/jobs/due_walk.h"
#include "services/change_approval/store/change_store.h"
#include "steward/change/v1/change_service.pb.h"

namespace steward::change {

// As the method of that name. Thread-safe.
using RequestApproval =
    std::function<absl::Status(const Call&, const v1::RequestChangeApprovalRequest&)>;

class ApprovalAsker {
 public:
  struct Options {
    const ChangeStore* store = nullptr;
    RequestApproval request;
    // From one look to the next.
    absl::Duration interval = absl::Seconds(10);
    // Read at once.
    int batch = 100;
  };
  explicit ApprovalAsker(Options options);

  // Ends after the change under way.
  void Stop() { walk_.Stop(); }

 private:
  absl::Status Ask(const ChangeStore::Place& place) const;

  const Options options_;
  change_approval::DueWalk<ChangeStore::Place> walk_;
};

}  // namespace steward::change

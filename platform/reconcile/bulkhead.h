#pragma once

// Keeps a called service that hangs from holding up what does not need it: only so many callers are
// with the service at once, and whoever comes while all of those have been there for long is turned
// away at once. Thread-safe.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace steward::reconcile {

class Bulkhead {
 public:
  // `what` names the service in the log. A service that answers gives a place free within
  // `patience`.
  Bulkhead(std::string what, int places, absl::Duration patience = absl::Milliseconds(200))
      : what_(std::move(what)), places_(places), patience_(patience) {}

  // What `call` returns. UNAVAILABLE, without calling, when no place becomes free in time.
  absl::Status Run(const std::function<absl::Status()>& call);

 private:
  // When the last of those inside will have been there for longer than patience.
  absl::Time PatienceEnds() const { return *entered_.rbegin() + patience_; }

  const std::string what_;
  const size_t places_;
  const absl::Duration patience_;
  std::mutex mutex_;
  std::condition_variable left_;
  // When each of those inside came.
  std::multiset<absl::Time> entered_;
};

}  // namespace steward::reconcile

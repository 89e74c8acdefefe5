#include "platform/reconcile/bulkhead.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/errors.h"

namespace steward::reconcile {

absl::Status Bulkhead::Run(const std::function<absl::Status()>& call) {
  std::unique_lock lock(mutex_);
  while (entered_.size() >= places_) {
    const absl::Duration left = PatienceEnds() - absl::Now();
    if (left <= absl::ZeroDuration())
      return errors::Unavailable(absl::StrCat(what_, " answers nobody for now"));
    left_.wait_for(lock, absl::ToChronoNanoseconds(left));
  }
  const auto mine = entered_.insert(absl::Now());
  lock.unlock();
  const absl::Status status = call();
  lock.lock();
  entered_.erase(mine);
  left_.notify_one();
  return status;
}

}  // namespace steward::reconcile

#include "platform/host/readiness.h"

#include <algorithm>
#include <chrono>

#include "absl/time/clock.h"
#include "platform/host/signals.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"

namespace steward::host {

Readiness::Readiness(std::function<absl::Status()> check)
    : check_(std::move(check)),
      status_(errors::Unavailable("not checked yet")),
      thread_([this] { Loop(); }) {}

Readiness::~Readiness() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

absl::Status Readiness::status() const {
  std::lock_guard lock(mutex_);
  if (draining_)
    return errors::Make(absl::StatusCode::kUnavailable, errors::Reason::DRAINING, "draining");
  return status_;
}

void Readiness::Drain() {
  std::lock_guard lock(mutex_);
  draining_ = true;
}

void Readiness::Loop() {
  while (true) {
    absl::Status status = check_();
    std::unique_lock lock(mutex_);
    status_ = status.ok()
                  ? status
                  : errors::Make(absl::StatusCode::kUnavailable, errors::Reason::UNAVAILABLE,
                                 "The database does not answer.");
    if (wake_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_; })) return;
  }
}

absl::Status AwaitDatabase(const std::function<absl::Status()>& check) {
  const absl::Time give_up = absl::Now() + absl::Minutes(1);
  absl::Duration pause = absl::Milliseconds(50);
  while (true) {
    absl::Status status = check();
    if (!absl::IsUnavailable(status) || absl::Now() + pause > give_up) return status;
    observe::Warn("waiting for the database", status);
    if (SleepUnlessSignalled(pause))
      return absl::CancelledError("told to stop while waiting for the database");
    pause = std::min(pause * 2, absl::Seconds(2));
  }
}

}  // namespace steward::host

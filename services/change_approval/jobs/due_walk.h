#pragma once

// Walks over what is due, now and then, on a thread of its own, and settles each. Any number of
// replicas may walk; it is for `settle` to see to it that what two of them find happens once.
//
// While a service that it takes is down or hangs, a walk ends after a few attempts, and the next
// one goes on behind them: everything that is due has its turn, and a stop waits for one attempt.

#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/pauses.h"

namespace steward::change_approval {

// Attempts in a row that failed as something is down.
inline constexpr int kFailuresMax = 3;

// `Due` is a place in the order of what is due; the one that is made by default is before all.
template <class Due>
class DueWalk {
 public:
  struct Options {
    // What is due after `last`, in its order and at most so much.
    std::function<absl::StatusOr<std::vector<Due>>(const Due& last, int limit)> list;
    std::function<absl::Status(const Due& due)> settle;
    // What the log says when it cannot be listed, and when one cannot be settled: that one is left
    // to the next walk.
    std::string cannot_list, cannot_settle;
    // From one walk to the next.
    absl::Duration interval;
    // Listed at once.
    int batch;
  };
  explicit DueWalk(Options options) : options_(std::move(options)), thread_([this] { Loop(); }) {}
  ~DueWalk() { Stop(); }
  DueWalk(const DueWalk&) = delete;
  DueWalk& operator=(const DueWalk&) = delete;

  // Ends after what is being settled.
  void Stop() {
    pauses_.Stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Loop() {
    while (pauses_.Wait(options_.interval))
      if (absl::Status status = Walk(); !status.ok()) observe::Warn(options_.cannot_list, status);
  }

  absl::Status Walk() {
    int failures = 0;
    while (true) {
      ASSIGN_OR_RETURN(const std::vector<Due> due, options_.list(last_, options_.batch));
      for (const Due& each : due) {
        if (!pauses_.Wait(absl::ZeroDuration())) return absl::OkStatus();
        last_ = each;
        failures = Settle(each) ? 0 : failures + 1;
        if (failures == kFailuresMax) return absl::OkStatus();
      }
      if (due.size() < static_cast<size_t>(options_.batch)) {
        last_ = Due();
        return absl::OkStatus();
      }
    }
  }

  // Whether it was settled, or will not be either when it is tried again soon.
  bool Settle(const Due& each) {
    const absl::Status status = options_.settle(each);
    if (status.ok()) return true;
    observe::Warn(options_.cannot_settle, status);
    return !errors::IsPassing(status);
  }

  const Options options_;
  // Behind it the next walk begins. Of the thread.
  Due last_{};
  Pauses pauses_;
  std::thread thread_;
};

}  // namespace steward::change_approval

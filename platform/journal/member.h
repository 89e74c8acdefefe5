#pragma once

// A change that waits for its group. Inside platform/journal only.

#include <condition_variable>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/journal/journal.h"

namespace steward::journal {

// A flush that takes longer counts as a lost connection.
inline constexpr absl::Duration kFlushTime = absl::Seconds(10);

struct Journal::Member {
  RequestKey request;
  Change change;
  bool find_only = false;
  absl::Time time;
  std::string actor;
  absl::Time deadline;

  std::mutex mutex;
  std::condition_variable ready;
  bool done = false;
  absl::StatusOr<Committed> outcome = absl::UnknownError("pending");

  void Finish(absl::StatusOr<Committed> result) {
    std::lock_guard lock(mutex);
    outcome = std::move(result);
    done = true;
    ready.notify_one();
  }
};

}  // namespace steward::journal

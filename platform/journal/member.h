#pragma once

// A change that waits for its group. Inside platform/journal only.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/fiber/event.h"
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

  // Written before `done` happens, read after it.
  absl::StatusOr<Committed> outcome = absl::UnknownError("pending");
  fiber::Event done;

  void Finish(absl::StatusOr<Committed> result) {
    outcome = std::move(result);
    done.Notify();
  }
};

}  // namespace steward::journal

#pragma once

// A change that waits for its group. Inside platform/journal only.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/fiber/event.h"
#include "platform/journal/journal.h"
#include "platform/status/errors.h"

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

// Leaves out those whose deadline has passed, and tells them so. Their callers try again: what is
// not sent yet must not happen any more.
template <class Member>
void EndOverdue(std::vector<std::shared_ptr<Member>>* group, absl::Time now) {
  std::erase_if(*group, [now](const std::shared_ptr<Member>& member) {
    if (member->deadline > now) return false;
    member->Finish(errors::DeadlineExceeded());
    return true;
  });
}

}  // namespace steward::journal

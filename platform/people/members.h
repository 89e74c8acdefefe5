#pragma once

// Who belongs to a group, as far as this service has heard of it from the directory. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/people/catch_up.h"
#include "platform/pg/pool.h"

namespace steward::people {

class Members {
 public:
  Members(pg::Pool* pool, CatchUp catch_up) : pool_(pool), catch_up_(std::move(catch_up)) {}

  // The active users who belong to the group at the time of the call, such as "users/alice", by
  // their names, at most `limit`. It catches up with the directory first; while that is down, those
  // who are known count. Whether there is such a group, People says. Errors: UNAVAILABLE when
  // nobody is known and the directory cannot be asked, and those of reading.
  absl::StatusOr<std::vector<std::string>> Of(const Call& call, absl::string_view group,
                                              int limit) const;
  // The same without asking the directory: those of whom this service has heard. Errors: those of
  // reading.
  absl::StatusOr<std::vector<std::string>> Known(const Call& call, absl::string_view group,
                                                 int limit) const;

 private:
  pg::Pool* const pool_;
  const CatchUp catch_up_;
};

}  // namespace steward::people

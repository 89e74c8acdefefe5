#pragma once

// Who may act for whom, as far as this service has heard of it from the directory. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "platform/call/call.h"
#include "platform/people/catch_up.h"
#include "platform/pg/pool.h"

namespace steward::people {

class Substitutes {
 public:
  Substitutes(pg::Pool* pool, CatchUp catch_up) : pool_(pool), catch_up_(std::move(catch_up)) {}

  // Those of `users` for whom `substitute`, such as "users/bob", may act at the time of the call.
  // Before it finds none it catches up with the directory. Nobody stands in for themself, and for
  // others only as they are named: substitution is not handed on. Errors: UNAVAILABLE when none is
  // known and the directory cannot be asked, and those of reading.
  absl::StatusOr<std::vector<std::string>> Represented(const Call& call,
                                                       absl::string_view substitute,
                                                       absl::Span<const std::string> users) const;

 private:
  absl::StatusOr<std::vector<std::string>> Known(const Call& call, absl::string_view substitute,
                                                 absl::Span<const std::string> users) const;

  pg::Pool* const pool_;
  const CatchUp catch_up_;
};

}  // namespace steward::people

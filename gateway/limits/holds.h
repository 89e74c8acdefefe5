#pragma once

// How many long answers, such as streams, somebody may hold open at a time: they are no calls that
// pass, and each keeps a connection.

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::gateway {

// Thread-safe.
class Holds {
 public:
  // `name` is what clients are told of the limit; at most `max` for each key, 0: as many as come.
  Holds(std::string name, int64_t max);

  // Ends where its last copy dies, on any thread.
  using Hold = std::shared_ptr<const void>;
  // RATE_LIMITED, with "limit" (the name) and "retry_after_seconds", when the key has as many as it
  // may.
  absl::StatusOr<Hold> Begin(absl::string_view key);

 private:
  struct Counts;

  const std::string name_;
  const int64_t max_;
  // Holds may outlive the rest.
  const std::shared_ptr<Counts> counts_;
};

}  // namespace steward::gateway

#pragma once

// Lets events end: those of a shard that are older than an age, from the oldest on. First readers
// are told that they are no longer kept, then they go, each in short transactions, so whoever is
// killed in between leaves only rows that the next round deletes. What is not sealed stays, and
// what is younger than 14 days (docs/adr/0028-events-end-from-the-oldest-on.md).
//
// The same step made twice, or by two replicas at once, does no harm.

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/pg/connection.h"

namespace steward::audit {

// The database refuses to delete younger events.
inline constexpr absl::Duration kEventAgeMin = absl::Hours(14 * 24);

// Tells readers that the next `count` events of a shard are no longer kept, or fewer: those that
// are older than `age` (whole seconds) and sealed. Returns whether more may follow.
absl::StatusOr<bool> MoveTrimmed(pg::Connection& connection, int shard, absl::Duration age,
                                 int count);

// A walk over the events of a shard that are no longer kept.
struct TrimWalk {
  int shard = 0;
  // Where it has come to.
  int64_t epoch = 0;
  int64_t offset = 0;
  int64_t deleted = 0;
};
// Deletes the next `count`, or those that are left. Returns whether more may follow.
absl::StatusOr<bool> DeleteTrimmed(pg::Connection& connection, TrimWalk* walk, int count);

}  // namespace steward::audit

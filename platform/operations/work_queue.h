#pragma once

// Which operations wait for a worker, and in whose hands the others are. A claim is a lease: when
// the process that has it is killed it runs out, and another goes on. All of it goes by the clock
// of the database, and those who claim do so one after another. Sees all tenants.
// Thread-safe.

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "platform/operations/item_store.h"
#include "platform/pg/pool.h"
#include "steward/operation/v1/work.pb.h"

namespace steward::operations {

// An operation in the hands of one worker.
struct Claim {
  OperationKey key;
  int64_t number = 0;
  // How often it could not go on, in a row.
  int64_t failures = 0;
  // Since it was claimed first.
  absl::Duration age;
  std::string method;
  operation::v1::Work work;
};

class WorkQueue {
 public:
  explicit WorkQueue(pg::Pool* pool) : pool_(pool) {}

  // The operation of one of the methods that has waited longest, of a tenant with none in hand;
  // nothing when there is none.
  absl::StatusOr<absl::optional<Claim>> Take(absl::Span<const std::string> methods,
                                             absl::Duration lease) const;
  // Holds on to it for so long from now. False when the claim is void, because the lease ran out.
  absl::StatusOr<bool> Renew(const Claim& claim, absl::Duration lease) const;
  // Leaves it to others: at once, or, when it cannot go on, after a pause. A claim that is void
  // changes nothing.
  absl::Status GiveBack(const Claim& claim) const;
  absl::Status PutOff(const Claim& claim, int64_t failures, absl::Duration pause) const;
  // How many operations of a tenant are not done.
  absl::StatusOr<int64_t> CountOf(absl::string_view tenant, absl::Time deadline) const;

  // Ends the waits of this process: there may be something to take, or it is to stop.
  void Ring();
  // Waits for the next Ring. How many there were is given and returned, so that none is missed.
  int64_t AwaitRing(int64_t heard, absl::Time until);

 private:
  pg::Pool* pool_;
  std::mutex mutex_;
  std::condition_variable rung_;
  int64_t rings_ = 0;
};

}  // namespace steward::operations

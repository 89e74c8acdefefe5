#pragma once

// Which records are to be looked at, and in whose hands the others are. To ring a record says that
// there is something to see; a claim is a lease: when the process that has it is killed it runs
// out, and another looks. All of it goes by the clock of the database. Sees all tenants.
// Thread-safe.

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "platform/journal/change.h"
#include "platform/pg/connection.h"
#include "platform/pg/pool.h"

namespace steward::reconcile {

// A record of a tenant, such as "requests/REQ-12".
struct Key {
  std::string tenant;
  std::string resource;
};

// A record in the hands of one who looks at it.
struct Claim {
  Key key;
  int64_t number = 0;
  // How often it was rung until the claim.
  int64_t rings = 0;
  // How often it could not go on, in a row.
  int64_t failures = 0;
};

// Rings as an effect of an event, and as a part of a change of the journal.
pg::Statement Ring(absl::string_view tenant, absl::string_view resource);
journal::Write RingWrite(absl::string_view tenant, absl::string_view resource);
// Of a new resource whose number the change gives it: `prefix` stands before it, such as
// "requests/REQ-".
journal::Write RingNewWrite(absl::string_view tenant, absl::string_view prefix);

class DueQueue {
 public:
  explicit DueQueue(pg::Pool* pool) : pool_(pool) {}

  // What has been due for longest of the tenant whose turn it is: the next one after `served` that
  // has something due, or else the first, in the order of their ids. Nothing when nothing is due.
  absl::StatusOr<absl::optional<Claim>> Take(absl::Duration lease, const std::string& served) const;
  // How long what waits longest has been due and in nobody's hands; zero when nothing is.
  absl::StatusOr<absl::Duration> OldestDue() const;
  // There is nothing left to do, unless it was rung since the claim. A claim that ran out changes
  // nothing, here and in the others.
  absl::Status Finish(const Claim& claim) const;
  // It is due again after `pause`, or at once if it was rung since the claim.
  absl::Status PutOff(const Claim& claim, absl::Duration pause, int64_t failures) const;

 private:
  pg::Pool* pool_;
};

}  // namespace steward::reconcile

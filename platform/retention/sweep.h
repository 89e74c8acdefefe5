#pragma once

// One round over a table whose rows end. It walks the pages of the table in their order, a few at a
// time, each step a short transaction of its own. So it needs no index that every insert would pay
// for, and a step costs the same however long the table is
// (docs/adr/0006-retention-walks-pages.md).
//
// The same step made twice, or by two replicas at once, does no harm.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/pg/connection.h"
#include "platform/pg/query.h"

namespace steward::retention {

// For connections that run steps: whatever PostgreSQL believes of a table, a step reads its pages
// and what an index finds.
inline constexpr char kStepSettings[] =
    "-c statement_timeout=10s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
    " -c jit=off -c enable_seqscan=off -c enable_bitmapscan=off";

// Which rows end.
struct Rule {
  // Names the table in metrics, logs and between replicas.
  std::string table;
  // Deletes the rows older than $3 seconds in the pages from $1 to before $2, as system. Returns
  // how many, and the number of pages of the table.
  const pg::Query* query = nullptr;
  // Whole seconds.
  absl::Duration age;
};

Rule OldRequests(absl::Duration age);
Rule OldConsumedEvents(absl::Duration age);

// Whether this process is to make the next round: true for one of all replicas, once the last round
// began `interval` ago or longer. A round that its process does not end is not made up for.
absl::StatusOr<bool> ClaimRound(pg::Connection& connection, const Rule& rule,
                                absl::Duration interval);

struct Step {
  int64_t deleted = 0;
  // Whether pages follow.
  bool more = false;
};
absl::StatusOr<Step> SweepPages(pg::Connection& connection, const Rule& rule, int64_t first,
                                int64_t count);

}  // namespace steward::retention

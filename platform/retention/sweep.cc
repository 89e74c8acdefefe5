#include "platform/retention/sweep.h"

#include <utility>

#include "platform/retention/queries.h"
#include "platform/retention/step.h"
#include "platform/status/macros.h"

namespace steward::retention {

Rule OldRequests(absl::Duration age) { return {"request", &sql::kDeleteOldRequests, age}; }

Rule OldConsumedEvents(absl::Duration age) {
  return {"consumed_event", &sql::kDeleteOldConsumedEvents, age};
}

absl::StatusOr<bool> ClaimRound(pg::Connection& connection, const Rule& rule,
                                absl::Duration interval) {
  pg::Statement claim{&sql::kClaimRound, {}, {}};
  claim.params.Text(rule.table).Int(absl::ToInt64Seconds(interval));
  ASSIGN_OR_RETURN(pg::Result claimed, RunStep(connection, std::move(claim)));
  return claimed.rows() > 0;
}

absl::StatusOr<Step> SweepPages(pg::Connection& connection, const Rule& rule, int64_t first,
                                int64_t count) {
  pg::Statement step{rule.query, {}, {}};
  step.params.Int(first).Int(first + count).Int(absl::ToInt64Seconds(rule.age));
  ASSIGN_OR_RETURN(pg::Result swept, RunStep(connection, std::move(step)));
  return Step{swept.Int(0, 0), swept.Int(0, 1) > first + count};
}

}  // namespace steward::retention

#include "platform/audit/trim.h"

#include <utility>

#include "platform/audit/queries.h"
#include "platform/retention/step.h"
#include "platform/status/macros.h"

namespace steward::audit {

absl::StatusOr<bool> MoveTrimmed(pg::Connection& connection, int shard, absl::Duration age,
                                 int count) {
  pg::Statement move{&sql::kMoveTrimmed, {}, {}};
  move.params.Small(static_cast<int16_t>(shard)).Int(absl::ToInt64Seconds(age)).Int(count);
  ASSIGN_OR_RETURN(const pg::Result moved, retention::RunStep(connection, std::move(move)));
  return moved.rows() == 1 && moved.Int(0, 0) == count;
}

absl::StatusOr<bool> DeleteTrimmed(pg::Connection& connection, TrimWalk* walk, int count) {
  pg::Statement step{&sql::kDeleteTrimmed, {}, {}};
  step.params.Small(static_cast<int16_t>(walk->shard)).Int(walk->epoch).Int(walk->offset);
  step.params.Int(count);
  ASSIGN_OR_RETURN(const pg::Result gone, retention::RunStep(connection, std::move(step)));
  walk->deleted += gone.Int(0, 1);
  if (gone.IsNull(0, 2)) return false;
  walk->epoch = gone.Int(0, 2);
  walk->offset = gone.Int(0, 3);
  return gone.Int(0, 0) == count;
}

}  // namespace steward::audit

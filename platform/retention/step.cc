#include "platform/retention/step.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "platform/pg/pool.h"
#include "platform/status/macros.h"

namespace steward::retention {
namespace {

constexpr absl::Duration kStepTime = absl::Seconds(10);
constexpr absl::Duration kPauseMin = absl::Milliseconds(1);

}  // namespace

absl::StatusOr<pg::Result> RunStep(pg::Connection& connection, pg::Statement statement) {
  std::vector<pg::Statement> run;
  run.push_back(pg::ScopeToSystem());
  run.push_back(std::move(statement));
  ASSIGN_OR_RETURN(auto results, connection.Run(run, absl::Now() + kStepTime));
  return std::move(results[1]);
}

absl::Duration PauseAfter(absl::Time start) { return std::max(kPauseMin, absl::Now() - start); }

observe::Counter& DeletedRows(const std::string& table) {
  return observe::GetCounter("steward_retention_deleted_total",
                             "Rows deleted because they were old.", {{"table", table}});
}

}  // namespace steward::retention

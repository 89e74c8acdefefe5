#pragma once

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/pg/connection.h"
#include "platform/pg/pool.h"
#include "platform/status/macros.h"

namespace steward::pg {

// A step of what is for all tenants: one statement, in a transaction of its own, over a connection
// of the jobs' role.
inline absl::StatusOr<Result> RunAsSystem(Connection& connection, Statement statement,
                                          absl::Time deadline) {
  std::vector<Statement> run;
  run.push_back(ScopeToSystem());
  run.push_back(std::move(statement));
  ASSIGN_OR_RETURN(auto results, connection.Run(run, deadline));
  return std::move(results[1]);
}

}  // namespace steward::pg

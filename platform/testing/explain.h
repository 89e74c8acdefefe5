#pragma once

// The plan that PostgreSQL makes for a statement, for tests of which indexes it uses.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "platform/pg/connection.h"
#include "platform/status/errors.h"

namespace steward {

// Lines of EXPLAIN for the prepared query with these values, such as "NULL", after the statements
// of `before` in the same transaction. The text of the error when it cannot be planned.
inline std::string ExplainPrepared(pg::Connection& connection, std::vector<pg::Statement> before,
                                   const pg::Query& query, const std::vector<std::string>& values) {
  const size_t explained = before.size() + 1;
  const std::string name = absl::StrCat("planned_", query.name);
  for (const std::string& text :
       {absl::StrCat("PREPARE ", name, " AS ", query.text),
        absl::StrCat("EXPLAIN EXECUTE ", name, " (", absl::StrJoin(values, ", "), ")"),
        absl::StrCat("DEALLOCATE ", name)})
    before.push_back({nullptr, {}, text});
  auto results = connection.Run(before, absl::Now() + absl::Seconds(10));
  if (!results.ok()) return errors::LogText(results.status());
  std::string plan;
  for (int row = 0; row < results->at(explained).rows(); ++row)
    absl::StrAppend(&plan, results->at(explained).Text(row, 0), "\n");
  return plan;
}

}  // namespace steward

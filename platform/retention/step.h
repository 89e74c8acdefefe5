#pragma once

// What all have in common who delete old rows step by step: in rounds over tables, and where a
// table has an order of its own.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/observe/metrics.h"
#include "platform/pg/connection.h"
#include "platform/pg/query.h"

namespace steward::retention {

// One statement for all tenants, in a transaction of its own.
absl::StatusOr<pg::Result> RunStep(pg::Connection& connection, pg::Statement statement);

// How long others have the database to themselves after a step that began at `start`: at least as
// long as it took.
absl::Duration PauseAfter(absl::Time start);

// steward_retention_deleted_total of a table. Thread-safe.
observe::Counter& DeletedRows(const std::string& table);

}  // namespace steward::retention

#pragma once

// A few connections, each with a thread of its own, for statements that run under the row-level
// security of tenants. Callers block; on a fiber other fibers go on. Thread-safe.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "platform/pg/connection.h"

namespace steward::pg {

// Sets the tenants whose rows the transaction may see: app.tenant for one, app.tenants for several.
// Every policy knows both. Once in a transaction.
Statement ScopeTo(absl::Span<const std::string> tenants);
// Lets the transaction read the rows of all tenants, where a table's policy allows it.
Statement ScopeToSystem();

class Pool {
 public:
  static constexpr absl::Duration kStatementTimeMax = absl::Seconds(10);

  // Opens connections when they are first needed. `reserve` more step in for what has waited 20 ms
  // because something slow holds up the others: few busy connections do more than many.
  // A statement ends with DEADLINE_EXCEEDED after `statement_time`, 10 s at most.
  Pool(std::string conninfo, int size, int reserve = 0,
       absl::Duration statement_time = kStatementTimeMax);
  // Ends what waits with UNAVAILABLE.
  ~Pool();

  // Runs a reading statement in the scope of a tenant, again once when the connection was lost.
  // When more of them wait than there are connections, a few share a flush. Errors:
  // DEADLINE_EXCEEDED, UNAVAILABLE, those of the statement.
  absl::StatusOr<Result> Read(absl::string_view tenant, Statement statement, absl::Time deadline);
  // The same over the rows of all tenants, for several statements in one flush.
  absl::StatusOr<std::vector<Result>> ReadAsSystem(std::vector<Statement> statements,
                                                   absl::Time deadline);
  // Runs statements that write, as one transaction over all tenants. Never run again: after
  // UNAVAILABLE or DEADLINE_EXCEEDED the outcome is unknown.
  absl::StatusOr<std::vector<Result>> WriteAsSystem(std::vector<Statement> statements,
                                                    absl::Time deadline);

  // OK when a connection can be had and answers.
  absl::Status Ping(absl::Time deadline);

 private:
  enum class Kind { kReadOfTenant, kReadOfSystem, kWrite };
  struct Job;
  using Jobs = std::vector<std::shared_ptr<Job>>;
  class Worker;

  absl::StatusOr<std::vector<Result>> Run(std::vector<Statement> statements, Kind kind,
                                          absl::Time deadline);
  // Blocks until there is work for such a worker; empty when the pool ends.
  Jobs Take(bool reserve);
  void AwaitOverdue(std::unique_lock<std::mutex>& lock);

  const std::string conninfo_, settings_;
  const int size_;
  std::mutex mutex_;
  // Work arrived; it waits and nobody is free; the pool ends.
  std::condition_variable arrived_, left_over_, stopped_;
  std::deque<std::shared_ptr<Job>> waiting_;
  int free_ = 0;
  bool stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace steward::pg

#pragma once

// A few connections that threads borrow, and reads that run under the row-level security of
// tenants. Thread-safe.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/pg/connection.h"

namespace steward::pg {

// Sets the tenants whose rows the transaction may see: app.tenant for one, app.tenants for several.
// Every policy knows both. Once in a transaction.
Statement ScopeTo(absl::Span<const std::string> tenants);
// Lets the transaction read the rows of all tenants, where a table's policy allows it.
Statement ScopeToSystem();

class Pool {
 public:
  // Opens connections when they are first needed.
  Pool(std::string conninfo, int size) : conninfo_(std::move(conninfo)), size_(size) {}

  // A borrowed connection; returned when it goes out of scope, replaced if it broke.
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    ~Lease();
    Connection* operator->() { return connection_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Waits for a free connection until the deadline, at most 500 ms. UNAVAILABLE when there is none.
  absl::StatusOr<Lease> Acquire(absl::Time deadline);

  // Runs a reading statement in the scope of a tenant, again once when the connection was lost.
  absl::StatusOr<Result> Read(absl::string_view tenant, Statement statement, absl::Time deadline);
  // The same over the rows of all tenants, for several statements in one flush.
  absl::StatusOr<std::vector<Result>> ReadAsSystem(std::vector<Statement> statements,
                                                   absl::Time deadline);

  // OK when a connection can be had and answers.
  absl::Status Ping(absl::Time deadline);

 private:
  // A fiber's thread is not blocked.
  absl::StatusOr<std::vector<Result>> ReadScoped(const std::vector<Statement>& run,
                                                 absl::Time deadline);
  absl::StatusOr<std::vector<Result>> ReadScopedHere(const std::vector<Statement>& run,
                                                     absl::Time deadline);
  void Return(std::unique_ptr<Connection> connection);

  const std::string conninfo_;
  const int size_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int open_ = 0;
};

}  // namespace steward::pg

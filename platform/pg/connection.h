#pragma once

// One connection to PostgreSQL that runs statements as a pipeline: all are sent before the first
// answer is awaited, with one Sync at the end. Without an explicit BEGIN the statements of a run
// are one transaction.
//
// A Connection belongs to one thread at a time.

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/pg/params.h"
#include "platform/pg/query.h"
#include "platform/pg/result.h"

struct pg_conn;
struct pg_result;

namespace steward::pg {

// A statement and its parameters. `text` is set instead of `query` for a statement that is
// assembled (a list with a filter); a connection keeps the 64 used last.
struct Statement {
  const Query* query = nullptr;
  Params params;
  std::string text;
};

class Connection {
 public:
  // `conninfo` as in libpq. `settings` are run-time parameters, such as "-c jit=off".
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& conninfo,
                                                          const std::string& settings = "");
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs all statements, or fails with the error of the first that failed, after which nothing of
  // their transaction has happened (one opened by BEGIN is rolled back). When the deadline passes
  // or the connection is lost, the outcome is unknown and the connection broken.
  absl::StatusOr<std::vector<Result>> Run(const std::vector<const Statement*>& statements,
                                          absl::Time deadline);
  absl::StatusOr<std::vector<Result>> Run(const std::vector<Statement>& statements,
                                          absl::Time deadline);

  // Run in parts, for who has something to do meanwhile. Start sends the statements, which must
  // live until Finish. AwaitLast returns when all but the last have been answered, so that the next
  // run can be started while the server still commits this one; it fails when one of them failed,
  // and no other run may be started then before Finish. Finish returns what Run would, of the runs
  // that were started in their order.
  absl::Status Start(const std::vector<Statement>& statements);
  absl::Status AwaitLast(absl::Time deadline);
  absl::StatusOr<std::vector<Result>> Finish(absl::Time deadline);

  // Runs a script of several statements without parameters.
  absl::Status RunScript(const std::string& script);

  bool broken() const { return broken_; }

 private:
  explicit Connection(pg_conn* conn) : conn_(conn) {}

  struct Expected {
    const Statement* statement;  // null: an answer that nobody asked for
    std::string prepared;        // name of the statement, when this is the answer of a PREPARE
  };
  // Statements that were sent with one Sync, and what has been answered of them.
  struct Sent {
    std::vector<Expected> expected;
    size_t answered = 0;
    std::vector<Result> results;
    absl::Status error;  // the first
    bool synced = false;
  };

  // With `flush` the server is asked not to keep what it answers before the last statement.
  absl::Status Send(const std::vector<const Statement*>& statements, bool flush);
  absl::Status Receive(Sent* sent, absl::Time deadline);
  absl::Status Take(Sent* sent, pg_result* result);
  absl::Status AwaitInput(absl::Time deadline);
  absl::Status Break(absl::string_view why);

  absl::Status RefreshPlans();
  absl::Status MakeRoom();
  absl::Status SendUnasked(const char* text);
  absl::Status SendAssembled(const Statement& statement);
  absl::Status SendPrepared(const Statement& statement);
  void Prepared(const Expected& expected);

  pg_conn* conn_;
  bool broken_ = false;
  uint64_t runs_ = 0;
  std::unordered_set<const Query*> prepared_;
  // Names of prepared assembled statements by their text and types, and the one being prepared.
  struct Assembled {
    std::string name;
    uint64_t used_at;  // in runs
  };
  std::unordered_map<std::string, Assembled> assembled_;
  uint64_t assembled_count_ = 0;
  std::string assembling_;
  // Sent for preparation within this run.
  std::unordered_set<const void*> preparing_;
  // The newest last.
  std::deque<Sent> sent_;
  Params::View view_;
};

}  // namespace steward::pg

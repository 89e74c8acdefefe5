#include "platform/pg/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/pg/error.h"
#include "platform/status/macros.h"

namespace steward::pg {
namespace {

constexpr size_t kAssembledMax = 64;
constexpr uint64_t kRunsOfFirstPlans = 256;
constexpr char kKeepalives[] =
    " connect_timeout=3 keepalives_idle=5 keepalives_interval=2 keepalives_count=3"
    " tcp_user_timeout=5000 application_name=steward";

std::string NameOf(const Statement* statement) {
  return statement != nullptr && statement->query != nullptr ? statement->query->name : "assembled";
}

std::vector<const Statement*> PointersTo(const std::vector<Statement>& statements) {
  std::vector<const Statement*> pointers;
  pointers.reserve(statements.size());
  for (const Statement& statement : statements) pointers.push_back(&statement);
  return pointers;
}

absl::Status ErrorOf(const PGresult* result, const std::string& name) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return MakeError(state != nullptr ? state : "", PQresultErrorMessage(result), name);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& conninfo,
                                                             const std::string& settings) {
  std::string full = absl::StrCat(conninfo, kKeepalives);
  if (!settings.empty()) absl::StrAppend(&full, " options='", settings, "'");
  std::unique_ptr<Connection> connection(new Connection(PQconnectdb(full.c_str())));
  if (PQstatus(connection->conn_) != CONNECTION_OK)
    return MakeError("", PQerrorMessage(connection->conn_), "connect");
  // Notices would go to stderr as plain text, between lines of JSON.
  PQsetNoticeProcessor(
      connection->conn_, [](void*, const char*) {}, nullptr);
  if (PQsetnonblocking(connection->conn_, 1) != 0 || PQenterPipelineMode(connection->conn_) != 1)
    return MakeError("", PQerrorMessage(connection->conn_), "connect");
  return connection;
}

Connection::~Connection() { PQfinish(conn_); }

absl::Status Connection::Break(absl::string_view why) {
  broken_ = true;
  return MakeError("", why, "connection");
}

absl::Status Connection::SendPrepared(const Statement& statement) {
  const Query* query = statement.query;
  if (!prepared_.contains(query) && preparing_.insert(query).second) {
    if (PQsendPrepare(conn_, query->name, query->text, statement.params.size(),
                      view_.types.data()) != 1)
      return Break(PQerrorMessage(conn_));
    sent_.back().expected.push_back({&statement, query->name});
  }
  if (PQsendQueryPrepared(conn_, query->name, statement.params.size(), view_.values.data(),
                          view_.lengths.data(), view_.formats.data(), 1) != 1)
    return Break(PQerrorMessage(conn_));
  return absl::OkStatus();
}

// Forgets the assembled statement that was not used for longest, when there are many.
absl::Status Connection::MakeRoom() {
  if (assembled_.size() < kAssembledMax) return absl::OkStatus();
  auto oldest = std::min_element(
      assembled_.begin(), assembled_.end(),
      [](const auto& a, const auto& b) { return a.second.used_at < b.second.used_at; });
  const std::string text = absl::StrCat("DEALLOCATE ", oldest->second.name);
  assembled_.erase(oldest);
  return SendUnasked(text.c_str());
}

// Lists are mostly the same few; planning one anew costs more than running it. Filters of clients
// are endless, so only so many are kept.
absl::Status Connection::SendAssembled(const Statement& statement) {
  // Types are part of what is prepared.
  std::string key = statement.text;
  for (unsigned type : view_.types) absl::StrAppend(&key, ",", type);
  auto known = assembled_.find(key);
  int ok = 1;
  std::string name;
  if (known != assembled_.end()) {
    name = known->second.name;
    known->second.used_at = runs_;
  } else if (preparing_.empty()) {
    RETURN_IF_ERROR(MakeRoom());
    name = absl::StrCat("assembled_", ++assembled_count_);
    preparing_.insert(&statement);
    assembling_ = key;
    ok = PQsendPrepare(conn_, name.c_str(), statement.text.c_str(), statement.params.size(),
                       view_.types.data());
    sent_.back().expected.push_back({&statement, name});
  }
  if (ok == 1 && name.empty())
    ok = PQsendQueryParams(conn_, statement.text.c_str(), statement.params.size(),
                           view_.types.data(), view_.values.data(), view_.lengths.data(),
                           view_.formats.data(), 1);
  else if (ok == 1)
    ok = PQsendQueryPrepared(conn_, name.c_str(), statement.params.size(), view_.values.data(),
                             view_.lengths.data(), view_.formats.data(), 1);
  return ok == 1 ? absl::OkStatus() : Break(PQerrorMessage(conn_));
}

// A plan that was made while a table was empty may be bad for a full one, and PostgreSQL makes no
// new one before it analyses the table, a minute later at best. So plans are made again as runs
// grow in number: after 256, 512, 1024 … A transaction that failed takes nothing but its rollback.
absl::Status Connection::RefreshPlans() {
  if (PQtransactionStatus(conn_) == PQTRANS_INERROR) return absl::OkStatus();
  if (++runs_ < kRunsOfFirstPlans || (runs_ & (runs_ - 1)) != 0) return absl::OkStatus();
  return SendUnasked("DISCARD PLANS");
}

// A statement of our own, whose answer nobody asked for.
absl::Status Connection::SendUnasked(const char* text) {
  if (PQsendQueryParams(conn_, text, 0, nullptr, nullptr, nullptr, nullptr, 1) != 1)
    return Break(PQerrorMessage(conn_));
  sent_.back().expected.push_back({nullptr, ""});
  return absl::OkStatus();
}

absl::Status Connection::Send(const std::vector<const Statement*>& statements, bool flush) {
  if (broken_) return MakeError("", "the connection was lost before", "connection");
  sent_.emplace_back();
  preparing_.clear();
  RETURN_IF_ERROR(RefreshPlans());
  for (const Statement* statement : statements) {
    if (flush && statement == statements.back() && PQsendFlushRequest(conn_) != 1)
      return Break(PQerrorMessage(conn_));
    statement->params.Fill(&view_);
    RETURN_IF_ERROR(statement->query != nullptr ? SendPrepared(*statement)
                                                : SendAssembled(*statement));
    sent_.back().expected.push_back({statement, ""});
  }
  if (PQpipelineSync(conn_) != 1) return Break(PQerrorMessage(conn_));
  return absl::OkStatus();
}

void Connection::Prepared(const Expected& expected) {
  if (expected.statement->query != nullptr)
    prepared_.insert(expected.statement->query);
  else
    assembled_[assembling_] = {expected.prepared, runs_};
}

absl::Status Connection::AwaitInput(absl::Time deadline) {
  while (PQisBusy(conn_) == 1) {
    int unsent = PQflush(conn_);
    if (unsent < 0) return Break(PQerrorMessage(conn_));
    pollfd fd{PQsocket(conn_), static_cast<short>(POLLIN | (unsent > 0 ? POLLOUT : 0)), 0};
    int64_t wait_ms = -1;
    if (deadline != absl::InfiniteFuture())
      wait_ms = std::max<int64_t>(0, absl::ToInt64Milliseconds(deadline - absl::Now()) + 1);
    int ready = poll(&fd, 1, static_cast<int>(std::min<int64_t>(wait_ms, 1 << 30)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return Break(std::strerror(errno));
    if (ready == 0) return Break("no answer before the deadline");
    if ((fd.revents & (POLLIN | POLLERR | POLLHUP)) != 0 && PQconsumeInput(conn_) != 1)
      return Break(PQerrorMessage(conn_));
  }
  return absl::OkStatus();
}

absl::Status Connection::Take(Sent* sent, PGresult* result) {
  const ExecStatusType state = PQresultStatus(result);
  if (state == PGRES_PIPELINE_SYNC) {
    sent->synced = true;
    PQclear(result);
    return absl::OkStatus();
  }
  static const Expected nothing{nullptr, ""};
  const Expected& expected =
      sent->answered < sent->expected.size() ? sent->expected[sent->answered] : nothing;
  ++sent->answered;
  if (state == PGRES_TUPLES_OK || state == PGRES_COMMAND_OK) {
    if (expected.statement != nullptr && expected.prepared.empty()) {
      sent->results.emplace_back(result);
      return absl::OkStatus();
    }
    if (expected.statement != nullptr) Prepared(expected);
  } else if (state != PGRES_PIPELINE_ABORTED && sent->error.ok()) {
    sent->error = WithIndex(ErrorOf(result, NameOf(expected.statement)), sent->results.size());
  }
  PQclear(result);
  if (PQstatus(conn_) == CONNECTION_OK && !IsConnectionLost(sent->error)) return absl::OkStatus();
  broken_ = true;
  return sent->error.ok() ? Break(PQerrorMessage(conn_)) : sent->error;
}

// The next answer, whatever it is.
absl::Status Connection::Receive(Sent* sent, absl::Time deadline) {
  RETURN_IF_ERROR(AwaitInput(deadline));
  PGresult* result = PQgetResult(conn_);
  if (result != nullptr) return Take(sent, result);
  // The end of one statement's answers; a broken connection has no others.
  return PQstatus(conn_) == CONNECTION_OK ? absl::OkStatus() : Break(PQerrorMessage(conn_));
}

absl::Status Connection::AwaitLast(absl::Time deadline) {
  Sent& sent = sent_.front();
  while (!sent.synced && sent.error.ok() && sent.answered + 1 < sent.expected.size())
    RETURN_IF_ERROR(Receive(&sent, deadline));
  return sent.error;
}

absl::StatusOr<std::vector<Result>> Connection::Finish(absl::Time deadline) {
  Sent sent = std::move(sent_.front());
  sent_.pop_front();
  while (!sent.synced) RETURN_IF_ERROR(Receive(&sent, deadline));
  if (PQtransactionStatus(conn_) == PQTRANS_INERROR && sent_.empty()) {
    static constexpr Query kRollback{"rollback", "ROLLBACK"};
    const Statement rollback{&kRollback, {}, {}};
    RETURN_IF_ERROR(Send({&rollback}, false));
    RETURN_IF_ERROR(Finish(absl::Now() + absl::Seconds(5)).status());
  }
  if (!sent.error.ok()) return sent.error;
  return std::move(sent.results);
}

absl::Status Connection::Start(const std::vector<Statement>& statements) {
  return Send(PointersTo(statements), true);
}

absl::StatusOr<std::vector<Result>> Connection::Run(const std::vector<const Statement*>& statements,
                                                    absl::Time deadline) {
  RETURN_IF_ERROR(Send(statements, false));
  return Finish(deadline);
}

absl::StatusOr<std::vector<Result>> Connection::Run(const std::vector<Statement>& statements,
                                                    absl::Time deadline) {
  return Run(PointersTo(statements), deadline);
}

absl::Status Connection::RunScript(const std::string& script) {
  if (PQexitPipelineMode(conn_) != 1) return Break(PQerrorMessage(conn_));
  PQsetnonblocking(conn_, 0);
  PGresult* result = PQexec(conn_, script.c_str());
  ExecStatusType state = PQresultStatus(result);
  absl::Status status = state == PGRES_COMMAND_OK || state == PGRES_TUPLES_OK
                            ? absl::OkStatus()
                            : ErrorOf(result, "script");
  PQclear(result);
  PQsetnonblocking(conn_, 1);
  if (PQenterPipelineMode(conn_) != 1) return Break(PQerrorMessage(conn_));
  return status;
}

}  // namespace steward::pg

#include "platform/pg/pool.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "platform/fiber/blocking.h"
#include "platform/pg/error.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::pg {
namespace {

constexpr Query kScopeToTenant{"scope_to_tenant", "SELECT set_config('app.tenant', $1, true)"};
constexpr Query kScopeToTenants{"scope_to_tenants", "SELECT set_config('app.tenants', $1, true)"};
// A setting that an earlier transaction made local stays behind as '', which is no array.
constexpr Query kScopeToSystem{
    "scope_to_system",
    "SELECT set_config('app.system', 'on', true), set_config('app.tenants', '{}', true)"};
constexpr Query kPing{"ping", "SELECT 1"};
constexpr char kReadSettings[] =
    "-c statement_timeout=10s -c lock_timeout=2s"
    " -c idle_in_transaction_session_timeout=10s -c jit=off -c plan_cache_mode=force_generic_plan";

}  // namespace

Statement ScopeTo(absl::Span<const std::string> tenants) {
  if (tenants.size() == 1) {
    Statement statement{&kScopeToTenant, {}, {}};
    statement.params.Text(tenants[0]);
    return statement;
  }
  Statement statement{&kScopeToTenants, {}, {}};
  // Tenant names are [a-z0-9-]; without quotes a tenant named "null" would be no name at all.
  statement.params.Text(
      tenants.empty() ? "{}" : absl::StrCat("{\"", absl::StrJoin(tenants, "\",\""), "\"}"));
  return statement;
}

Statement ScopeToSystem() { return {&kScopeToSystem, {}, {}}; }

Pool::Lease::~Lease() {
  if (connection_ != nullptr) pool_->Return(std::move(connection_));
}

absl::StatusOr<Pool::Lease> Pool::Acquire(absl::Time deadline) {
  {
    std::unique_lock lock(mutex_);
    absl::Time until = std::min(deadline, absl::Now() + absl::Milliseconds(500));
    bool free = freed_.wait_until(lock, absl::ToChronoTime(until),
                                  [&] { return !idle_.empty() || open_ < size_; });
    if (!free) return errors::Unavailable("all connections of the pool are in use");
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return Lease(this, std::move(connection));
    }
    ++open_;
  }
  auto connection = Connection::Open(conninfo_, kReadSettings);
  if (!connection.ok()) {
    Return(nullptr);
    return connection.status();
  }
  return Lease(this, std::move(*connection));
}

void Pool::Return(std::unique_ptr<Connection> connection) {
  std::lock_guard lock(mutex_);
  if (connection != nullptr && !connection->broken()) {
    idle_.push_back(std::move(connection));
  } else {
    // The server may have gone: none of the idle ones is worth more.
    if (connection != nullptr) {
      open_ -= static_cast<int>(idle_.size());
      idle_.clear();
    }
    --open_;
  }
  freed_.notify_one();
}

// `run` starts with the scope.
absl::StatusOr<std::vector<Result>> Pool::ReadScoped(const std::vector<Statement>& run,
                                                     absl::Time deadline) {
  absl::StatusOr<std::vector<Result>> results;
  fiber::RunBlocking([&] { results = ReadScopedHere(run, deadline); });
  return results;
}

absl::StatusOr<std::vector<Result>> Pool::ReadScopedHere(const std::vector<Statement>& run,
                                                         absl::Time deadline) {
  for (int attempt = 0;; ++attempt) {
    ASSIGN_OR_RETURN(Lease lease, Acquire(deadline));
    auto results = lease->Run(run, deadline);
    if (!results.ok() && IsConnectionLost(results.status()) && attempt == 0 &&
        absl::Now() < deadline)
      continue;
    RETURN_IF_ERROR(results.status());
    results->erase(results->begin());
    return results;
  }
}

absl::StatusOr<Result> Pool::Read(absl::string_view tenant, Statement statement,
                                  absl::Time deadline) {
  std::vector<Statement> run;
  run.push_back(ScopeTo({std::string(tenant)}));
  run.push_back(std::move(statement));
  ASSIGN_OR_RETURN(auto results, ReadScoped(run, deadline));
  return results[0];
}

absl::StatusOr<std::vector<Result>> Pool::ReadAsSystem(std::vector<Statement> statements,
                                                       absl::Time deadline) {
  statements.insert(statements.begin(), ScopeToSystem());
  return ReadScoped(statements, deadline);
}

absl::Status Pool::Ping(absl::Time deadline) {
  ASSIGN_OR_RETURN(Lease lease, Acquire(deadline));
  return lease->Run(std::vector<Statement>{{&kPing, {}, {}}}, deadline).status();
}

}  // namespace steward::pg

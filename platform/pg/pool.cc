#include "platform/pg/pool.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "platform/fiber/event.h"
#include "platform/fiber/scheduler.h"
#include "platform/observe/metrics.h"
#include "platform/pg/error.h"
#include "platform/pg/roles.h"
#include "platform/pg/tenantless.h"
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
constexpr char kSettings[] =
    "-c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
    " -c jit=off -c plan_cache_mode=force_generic_plan -c statement_timeout=";
// For each transaction; the server ends a statement before that.
constexpr absl::Duration kRunTime = absl::Seconds(12);
// Reads that share a flush also share the wait for the slowest. Only reads of one tenant do: each
// scope then replaces the one before it, as every one sets app.tenant and nothing else.
constexpr size_t kShared = 4;
constexpr absl::Duration kPatience = absl::Milliseconds(20);

// Of all pools of the process.
observe::Histogram& Waits() {
  static observe::Histogram& waits = observe::GetHistogram(
      "steward_pool_wait_seconds", "How long calls waited for a connection to the database.");
  return waits;
}

}  // namespace

Statement ScopeTo(absl::Span<const std::string> tenants) {
  if (tenants.empty() || std::find(tenants.begin(), tenants.end(), "") != tenants.end())
    ReportTenantless();
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

// A transaction that somebody waits for; it begins with its scope.
struct Pool::Job {
  std::vector<Statement> statements;
  Kind kind;
  absl::Time since, deadline;
  // Written before `done` happens, read after it.
  absl::StatusOr<std::vector<Result>> results;
  fiber::Event done;

  void Finish(absl::StatusOr<std::vector<Result>> outcome) {
    results = std::move(outcome);
    done.Notify();
  }
};

class Pool::Worker {
 public:
  Worker(Pool* pool, bool reserve)
      : pool_(pool),
        reserve_(reserve),
        jobs_conninfo_(JobsOf(pool->conninfo_)),
        thread_([this] { Loop(); }) {}
  ~Worker() { thread_.join(); }

 private:
  void Loop() {
    for (Jobs jobs = pool_->Take(reserve_); !jobs.empty(); jobs = pool_->Take(reserve_))
      Serve(jobs);
  }

  void Serve(const Jobs& jobs) {
    absl::StatusOr<std::vector<Result>> all = RunTogether(jobs);
    if (IsConnectionLost(all.status()) && jobs[0]->kind != Kind::kWrite) all = RunTogether(jobs);
    if (jobs.size() > 1 && !all.ok() && !IsConnectionLost(all.status())) {
      ServeOneByOne(jobs, all.status());
      return;
    }
    size_t next = 0;
    for (const auto& job : jobs) {
      if (!all.ok()) {
        job->Finish(all.status());
        continue;
      }
      // Its own results, without that of its scope.
      const auto begin = all->begin() + static_cast<ptrdiff_t>(next);
      next += job->statements.size();
      job->Finish(std::vector<Result>(begin + 1, all->begin() + static_cast<ptrdiff_t>(next)));
    }
  }

  // One of them is at fault, and only that one is to hear of it. What took too long does not get
  // the time of the others, too.
  void ServeOneByOne(const Jobs& jobs, const absl::Status& error) {
    const int failed = SqlState(error) == kQueryCanceled ? IndexOf(error) : -1;
    int end = 0;
    for (const auto& job : jobs) {
      const int begin = std::exchange(end, end + static_cast<int>(job->statements.size()));
      if (begin <= failed && failed < end)
        job->Finish(error);
      else
        Serve({job});
    }
  }

  absl::StatusOr<std::vector<Result>> RunTogether(const Jobs& jobs) {
    const bool for_all = jobs[0]->kind != Kind::kReadOfTenant && jobs_conninfo_ != pool_->conninfo_;
    std::unique_ptr<Connection>& connection = for_all ? jobs_connection_ : connection_;
    if (connection == nullptr || connection->broken()) {
      ASSIGN_OR_RETURN(connection, Connection::Open(for_all ? jobs_conninfo_ : pool_->conninfo_,
                                                    pool_->settings_));
    }
    std::vector<const Statement*> statements;
    for (const auto& job : jobs)
      for (const Statement& statement : job->statements) statements.push_back(&statement);
    return connection->Run(statements, absl::Now() + kRunTime * static_cast<int>(jobs.size()));
  }

  Pool* const pool_;
  const bool reserve_;
  const std::string jobs_conninfo_;
  std::unique_ptr<Connection> connection_, jobs_connection_;
  std::thread thread_;
};

Pool::Pool(std::string conninfo, int size, int reserve, absl::Duration statement_time)
    : conninfo_(std::move(conninfo)),
      settings_(absl::StrCat(
          kSettings, absl::ToInt64Milliseconds(std::min(statement_time, kStatementTimeMax)))),
      size_(size) {
  ExposeTenantless();
  Waits();
  for (int i = 0; i < size + reserve; ++i)
    workers_.push_back(std::make_unique<Worker>(this, i >= size));
}

Pool::~Pool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& job : waiting_) job->Finish(errors::Unavailable("the pool is closing"));
    waiting_.clear();
  }
  for (auto* condition : {&arrived_, &left_over_, &stopped_}) condition->notify_all();
  workers_.clear();
}

void Pool::AwaitOverdue(std::unique_lock<std::mutex>& lock) {
  left_over_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
  while (!stopping_ && !waiting_.empty()) {
    const absl::Time overdue = waiting_.front()->since + kPatience;
    if (overdue <= absl::Now()) return;
    stopped_.wait_until(lock, absl::ToChronoTime(overdue));
  }
}

Pool::Jobs Pool::Take(bool reserve) {
  std::unique_lock lock(mutex_);
  Jobs jobs;
  while (jobs.empty()) {
    if (reserve) {
      AwaitOverdue(lock);
    } else {
      ++free_;
      arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      --free_;
    }
    if (stopping_) break;
    // As many as are this connection's share.
    const size_t share = (waiting_.size() + size_ - 1) / size_;
    const absl::Time now = absl::Now();
    while (!waiting_.empty() && jobs.size() < std::min(share, kShared)) {
      std::shared_ptr<Job> job = waiting_.front();
      const bool shares = job->kind == Kind::kReadOfTenant;
      if (!shares && !jobs.empty()) break;
      waiting_.pop_front();
      Waits().Observe(absl::ToDoubleSeconds(now - job->since));
      // Nobody waits for it any more.
      if (job->deadline <= now) continue;
      jobs.push_back(std::move(job));
      if (!shares) break;
    }
  }
  if (!waiting_.empty()) left_over_.notify_one();
  return jobs;
}

absl::StatusOr<std::vector<Result>> Pool::Run(std::vector<Statement> statements, Kind kind,
                                              absl::Time deadline) {
  auto job = std::make_shared<Job>();
  job->statements = std::move(statements);
  job->kind = kind;
  job->since = absl::Now();
  job->deadline = deadline;
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return errors::Unavailable("the pool is closing");
    waiting_.push_back(job);
    if (free_ == 0) left_over_.notify_one();
  }
  fiber::Scheduler::NotifyAtEndOfBurst(&arrived_);
  if (!job->done.Wait(deadline)) return errors::DeadlineExceeded();
  return std::move(job->results);
}

absl::StatusOr<Result> Pool::Read(absl::string_view tenant, Statement statement,
                                  absl::Time deadline) {
  if (tenant.empty()) return RefuseTenantless();
  std::vector<Statement> run;
  run.push_back(ScopeTo({std::string(tenant)}));
  run.push_back(std::move(statement));
  ASSIGN_OR_RETURN(auto results, Run(std::move(run), Kind::kReadOfTenant, deadline));
  return std::move(results[0]);
}

absl::StatusOr<std::vector<Result>> Pool::ReadAsSystem(std::vector<Statement> statements,
                                                       absl::Time deadline) {
  statements.insert(statements.begin(), ScopeToSystem());
  return Run(std::move(statements), Kind::kReadOfSystem, deadline);
}

absl::StatusOr<std::vector<Result>> Pool::WriteAsSystem(std::vector<Statement> statements,
                                                        absl::Time deadline) {
  statements.insert(statements.begin(), ScopeToSystem());
  return Run(std::move(statements), Kind::kWrite, deadline);
}

absl::Status Pool::Ping(absl::Time deadline) {
  return ReadAsSystem({{&kPing, {}, {}}}, deadline).status();
}

}  // namespace steward::pg

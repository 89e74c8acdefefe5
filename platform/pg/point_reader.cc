#include "platform/pg/point_reader.h"

#include <algorithm>
#include <set>

#include "absl/time/clock.h"
#include "platform/fiber/event.h"
#include "platform/fiber/scheduler.h"
#include "platform/pg/error.h"
#include "platform/pg/pool.h"
#include "platform/pg/tenantless.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::pg {
namespace {

constexpr size_t kBatchMax = 256;
// All statements here are keyed; a plan made while the tables were empty must not scan them later.
constexpr char kSettings[] =
    "-c statement_timeout=5s -c idle_in_transaction_session_timeout=5s -c jit=off"
    " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
    " -c plan_cache_mode=force_generic_plan";

}  // namespace

struct PointReader::Wait {
  const Query* query;
  std::string tenant;
  std::string key;
  absl::Time deadline;
  // Written before `done` happens, read after it.
  absl::Status status;
  absl::optional<Row> row;
  fiber::Event done;

  void Finish(absl::Status outcome) {
    status = std::move(outcome);
    done.Notify();
  }
};

PointReader::PointReader(std::string conninfo)
    : conninfo_(std::move(conninfo)), thread_([this] { Loop(); }) {}

PointReader::~PointReader() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

absl::StatusOr<absl::optional<Row>> PointReader::Read(const Query& query, absl::string_view tenant,
                                                      absl::string_view key, absl::Time deadline) {
  if (tenant.empty()) return RefuseTenantless();
  auto wait = std::make_shared<Wait>();
  wait->query = &query;
  wait->tenant = std::string(tenant);
  wait->key = std::string(key);
  wait->deadline = std::min(deadline, absl::Now() + absl::Seconds(10));
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return errors::Unavailable("the reader is stopping");
    waiting_.push_back(wait);
  }
  fiber::Scheduler::NotifyAtEndOfBurst(&arrived_);
  if (!wait->done.Wait(wait->deadline)) return errors::DeadlineExceeded();
  RETURN_IF_ERROR(wait->status);
  return std::move(wait->row);
}

void PointReader::Loop() {
  while (true) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      size_t count = std::min(waiting_.size(), kBatchMax);
      batch.assign(waiting_.begin(), waiting_.begin() + count);
      waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    }
    Serve(std::move(batch));
  }
}

void PointReader::Serve(Batch batch) {
  absl::Status status = RunBatch(batch);
  if (IsConnectionLost(status)) {
    connection_.reset();
    status = RunBatch(batch);
    if (!status.ok()) connection_.reset();
  }
  if (!status.ok() && !IsConnectionLost(status) && batch.size() > 1) {
    // One of them is at fault, and only that one is to hear of it.
    for (const auto& wait : batch) Serve({wait});
    return;
  }
  const fiber::WakesTogether together;
  for (const auto& wait : batch) wait->Finish(status);
}

absl::Status PointReader::RunBatch(const Batch& batch) {
  if (connection_ == nullptr) {
    ASSIGN_OR_RETURN(connection_, Connection::Open(conninfo_, kSettings));
  }
  std::set<std::string> tenants;
  std::vector<const Query*> queries;
  absl::Time deadline = absl::InfinitePast();
  for (const auto& wait : batch) {
    tenants.insert(wait->tenant);
    if (std::find(queries.begin(), queries.end(), wait->query) == queries.end())
      queries.push_back(wait->query);
    deadline = std::max(deadline, wait->deadline);
  }
  std::vector<Statement> statements;
  statements.push_back(ScopeTo(std::vector<std::string>(tenants.begin(), tenants.end())));
  std::vector<std::vector<Wait*>> groups;
  for (const Query* query : queries) {
    std::vector<std::string> tenant_ids, keys;
    groups.emplace_back();
    for (const auto& wait : batch) {
      if (wait->query != query) continue;
      tenant_ids.push_back(wait->tenant);
      keys.push_back(wait->key);
      groups.back().push_back(wait.get());
    }
    Statement statement{query, {}, {}};
    statement.params.TextArray(tenant_ids).TextArray(keys);
    statements.push_back(std::move(statement));
  }
  ASSIGN_OR_RETURN(auto results, connection_->Run(statements, deadline));
  for (size_t group = 0; group < groups.size(); ++group) {
    const Result& result = results[group + 1];
    for (int i = 0; i < result.rows(); ++i) {
      Wait* wait = groups[group][result.Int(i, 0) - 1];
      wait->row = Row{result, i};
    }
  }
  return absl::OkStatus();
}

}  // namespace steward::pg

#include "platform/operations/work_queue.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/operations/queries.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::operations {
namespace {

constexpr absl::Duration kRunTime = absl::Seconds(10);

pg::Statement Lock() { return {&sql::kLockWork, {}, {}}; }

pg::Statement About(const pg::Query& query, const Claim& claim) {
  pg::Statement statement{&query, {}, {}};
  statement.params.Text(claim.key.tenant).Text(claim.key.id).Int(claim.number);
  return statement;
}

}  // namespace

absl::StatusOr<absl::optional<Claim>> WorkQueue::Take(absl::Span<const std::string> methods,
                                                      absl::Duration lease) const {
  pg::Statement statement{&sql::kClaimWork, {}, {}};
  statement.params.Double(absl::ToDoubleSeconds(lease)).TextArray(methods);
  ASSIGN_OR_RETURN(const auto results,
                   pool_->WriteAsSystem({Lock(), std::move(statement)}, absl::Now() + kRunTime));
  const pg::Result& rows = results[1];
  if (rows.rows() == 0) return absl::optional<Claim>();
  Claim claim;
  claim.key = {rows.Text(0, 0), rows.Text(0, 1)};
  claim.number = rows.Int(0, 2);
  claim.failures = rows.Int(0, 3);
  claim.age = absl::Seconds(rows.Int(0, 4));
  claim.method = rows.Text(0, 5);
  const absl::string_view work = rows.Bytes(0, 6);
  if (!claim.work.ParseFromArray(work.data(), static_cast<int>(work.size())))
    return errors::Internal("the work of an operation cannot be read");
  return absl::make_optional(std::move(claim));
}

absl::StatusOr<bool> WorkQueue::Renew(const Claim& claim, absl::Duration lease) const {
  pg::Statement statement = About(sql::kRenewLease, claim);
  statement.params.Double(absl::ToDoubleSeconds(lease));
  ASSIGN_OR_RETURN(const auto results,
                   pool_->WriteAsSystem({Lock(), std::move(statement)}, absl::Now() + kRunTime));
  return results[1].rows() > 0;
}

absl::Status WorkQueue::GiveBack(const Claim& claim) const {
  return pool_->WriteAsSystem({About(sql::kGiveBackWork, claim)}, absl::Now() + kRunTime).status();
}

absl::Status WorkQueue::PutOff(const Claim& claim, int64_t failures, absl::Duration pause) const {
  pg::Statement statement = About(sql::kPutOffWork, claim);
  statement.params.Int(failures).Double(absl::ToDoubleSeconds(pause));
  return pool_->WriteAsSystem({std::move(statement)}, absl::Now() + kRunTime).status();
}

absl::StatusOr<int64_t> WorkQueue::CountOf(absl::string_view tenant, absl::Time deadline) const {
  pg::Statement statement{&sql::kCountWork, {}, {}};
  statement.params.Text(tenant);
  ASSIGN_OR_RETURN(const auto results, pool_->ReadAsSystem({std::move(statement)}, deadline));
  return results[0].Int(0, 0);
}

void WorkQueue::Ring() {
  {
    std::lock_guard lock(mutex_);
    ++rings_;
  }
  rung_.notify_all();
}

int64_t WorkQueue::AwaitRing(int64_t heard, absl::Time until) {
  std::unique_lock lock(mutex_);
  rung_.wait_until(lock, absl::ToChronoTime(until), [&] { return rings_ != heard; });
  return rings_;
}

}  // namespace steward::operations

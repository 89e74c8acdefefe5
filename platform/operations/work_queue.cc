#include "platform/operations/work_queue.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/operations/queries.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::operations {
namespace {

constexpr absl::Duration kRunTime = absl::Seconds(10);

}  // namespace

absl::StatusOr<absl::optional<Claim>> WorkQueue::Take(absl::Span<const std::string> methods,
                                                      absl::Time now,
                                                      absl::Time lease_until) const {
  pg::Statement statement{&sql::kClaimWork, {}, {}};
  statement.params.Time(now).Time(lease_until).TextArray(methods);
  ASSIGN_OR_RETURN(const auto results,
                   pool_->WriteAsSystem({std::move(statement)}, absl::Now() + kRunTime));
  const pg::Result& rows = results[0];
  if (rows.rows() == 0) return absl::optional<Claim>();
  Claim claim{{rows.Text(0, 0), rows.Text(0, 1)}, rows.Int(0, 2), rows.Text(0, 3), {}};
  const absl::string_view work = rows.Bytes(0, 4);
  if (!claim.work.ParseFromArray(work.data(), static_cast<int>(work.size())))
    return errors::Internal("the work of an operation cannot be read");
  return absl::make_optional(std::move(claim));
}

absl::StatusOr<bool> WorkQueue::MoveLease(const Claim& claim, absl::Time lease_until) const {
  pg::Statement statement{&sql::kMoveLease, {}, {}};
  statement.params.Text(claim.key.tenant).Text(claim.key.id).Int(claim.number).Time(lease_until);
  ASSIGN_OR_RETURN(const auto results,
                   pool_->WriteAsSystem({std::move(statement)}, absl::Now() + kRunTime));
  return results[0].rows() > 0;
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

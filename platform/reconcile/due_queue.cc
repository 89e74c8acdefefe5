#include "platform/reconcile/due_queue.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/reconcile/queries.h"
#include "platform/status/macros.h"

namespace steward::reconcile {
namespace {

constexpr absl::Duration kRunTime = absl::Seconds(10);

pg::Statement About(const pg::Query& query, const Claim& claim) {
  pg::Statement statement{&query, {}, {}};
  statement.params.Text(claim.key.tenant).Text(claim.key.resource);
  statement.params.Int(claim.number).Int(claim.rings);
  return statement;
}

pg::Statement Release(const Claim& claim, absl::Duration pause, int64_t failures) {
  pg::Statement statement = About(sql::kReleaseDueWork, claim);
  statement.params.Double(absl::ToDoubleSeconds(pause)).Int(failures);
  return statement;
}

journal::Write Rung(absl::string_view tenant, absl::string_view name, bool numbered) {
  journal::Write write{&sql::kRingResources, journal::WriteParams(), true};
  write.params.Text(tenant).Text(name).Bool(numbered);
  return write;
}

}  // namespace

pg::Statement Ring(absl::string_view tenant, absl::string_view resource) {
  pg::Statement statement{&sql::kRingResource, {}, {}};
  statement.params.Text(tenant).Text(resource);
  return statement;
}

journal::Write RingWrite(absl::string_view tenant, absl::string_view resource) {
  return Rung(tenant, resource, false);
}

journal::Write RingNewWrite(absl::string_view tenant, absl::string_view prefix) {
  return Rung(tenant, prefix, true);
}

absl::StatusOr<absl::optional<Claim>> DueQueue::Take(absl::Duration lease,
                                                     const std::string& served) const {
  pg::Statement statement{&sql::kClaimDueWork, {}, {}};
  statement.params.Double(absl::ToDoubleSeconds(lease)).Text(served);
  ASSIGN_OR_RETURN(const auto results,
                   pool_->WriteAsSystem({std::move(statement)}, absl::Now() + kRunTime));
  const pg::Result& rows = results[0];
  if (rows.rows() == 0) return absl::optional<Claim>();
  Claim claim;
  claim.key = {rows.Text(0, 0), rows.Text(0, 1)};
  claim.number = rows.Int(0, 2);
  claim.rings = rows.Int(0, 3);
  claim.failures = rows.Int(0, 4);
  return absl::make_optional(std::move(claim));
}

absl::StatusOr<absl::Duration> DueQueue::OldestDue() const {
  ASSIGN_OR_RETURN(const auto results,
                   pool_->ReadAsSystem({{&sql::kGetOldestDue, {}, {}}}, absl::Now() + kRunTime));
  const pg::Result& rows = results[0];
  return rows.IsNull(0, 0) ? absl::ZeroDuration() : absl::Microseconds(rows.Int(0, 0));
}

absl::Status DueQueue::Finish(const Claim& claim) const {
  return pool_
      ->WriteAsSystem({Release(claim, absl::ZeroDuration(), 0), About(sql::kDeleteDueWork, claim)},
                      absl::Now() + kRunTime)
      .status();
}

absl::Status DueQueue::PutOff(const Claim& claim, absl::Duration pause, int64_t failures) const {
  return pool_->WriteAsSystem({Release(claim, pause, failures)}, absl::Now() + kRunTime).status();
}

}  // namespace steward::reconcile

#include "services/notification/store/delivery_store.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/delivery.h"
#include "services/notification/sql.h"

namespace steward::notification {
namespace {

using resource::Column;

constexpr char kWebhooks[] = "webhooks";
constexpr char kDeliveries[] = "deliveries";
constexpr absl::Duration kRunTime = absl::Seconds(10);

constexpr Column kColumns[] = {
    {"event_id", "d.event_id", Column::Type::kText},
    {"event_type", "d.event_type", Column::Type::kText},
    {"state", "d.state", Column::Type::kEnum},
    {"attempt_count", "d.attempt_count", Column::Type::kInt},
    {"last_status", "d.last_status", Column::Type::kInt},
    {"last_error", "d.last_error", Column::Type::kText},
    {"create_time", "d.create_time", Column::Type::kTimestamp},
    {"next_attempt_time", "d.next_attempt_time", Column::Type::kTimestamp, true},
    {"name", "('webhooks/' || d.webhook_id || '/deliveries/' || d.event_id)", Column::Type::kText},
};

constexpr store::ListPlan kNewestFirst{&sql::kListDeliveries, nullptr, "create_time desc"};

// The arrays that tell which claims a statement is about.
struct KeyArrays {
  std::vector<std::string> tenants, webhooks, events;
  std::vector<int64_t> claims;

  void Add(const ClaimKey& key) {
    tenants.push_back(key.tenant);
    webhooks.push_back(key.webhook_id);
    events.push_back(key.event_id);
    claims.push_back(key.claim_count);
  }
  void Bind(pg::Params* params) const {
    params->TextArray(tenants).TextArray(webhooks).TextArray(events).IntArray(claims);
  }
};

pg::Statement FinishStatement(absl::Span<const Finished> finished) {
  KeyArrays keys;
  std::vector<int64_t> states, attempts, statuses;
  std::vector<std::string> problems, excerpts, bodies;
  std::vector<absl::Time> next;
  for (const Finished& item : finished) {
    const Delivery& delivery = item.delivery;
    keys.Add(item.key);
    states.push_back(delivery.state());
    attempts.push_back(delivery.attempt_count());
    statuses.push_back(delivery.last_status());
    problems.push_back(delivery.last_error());
    excerpts.push_back(item.excerpt);
    next.push_back(delivery.has_next_attempt_time() ? FromProto(delivery.next_attempt_time())
                                                    : absl::InfiniteFuture());
    bodies.push_back(delivery.SerializeAsString());
  }
  pg::Statement statement{&sql::kFinishDeliveries, {}, {}};
  keys.Bind(&statement.params);
  statement.params.SmallArray(states).IntArray(attempts).IntArray(statuses).TextArray(problems);
  statement.params.BytesArray(excerpts).TimeArray(next).BytesArray(bodies);
  return statement;
}

// One success among several attempts shows that the endpoint works.
pg::Statement NoteStatement(absl::Span<const Finished> finished, absl::Time now) {
  struct Note {
    bool succeeded = false;
    absl::Time rests_until = absl::InfinitePast();
  };
  std::map<std::pair<std::string, std::string>, Note> notes;
  for (const Finished& item : finished) {
    Note& note = notes[{item.key.tenant, item.key.webhook_id}];
    note.succeeded |= item.delivery.state() == Delivery::DELIVERED;
    note.rests_until = std::max(note.rests_until, item.endpoint_rests_until);
  }
  std::vector<std::string> tenants, webhooks;
  std::vector<int64_t> succeeded;
  std::vector<absl::Time> rests_until;
  for (const auto& [key, note] : notes) {
    tenants.push_back(key.first);
    webhooks.push_back(key.second);
    succeeded.push_back(note.succeeded ? 1 : 0);
    rests_until.push_back(note.rests_until);
  }
  pg::Statement statement{&sql::kNoteEndpoints, {}, {}};
  statement.params.Time(now).TextArray(tenants).TextArray(webhooks).IntArray(succeeded);
  statement.params.TimeArray(rests_until);
  return statement;
}

absl::StatusOr<Claim> ReadClaim(const pg::Result& rows, int row) {
  Claim claim;
  claim.key.tenant = rows.Text(row, 0);
  claim.key.webhook_id = rows.Text(row, 1);
  claim.key.claim_count = rows.Int(row, 2);
  const absl::string_view body = rows.Bytes(row, 3);
  if (!claim.delivery.ParseFromArray(body.data(), static_cast<int>(body.size())))
    return errors::Internal("the body of a delivery cannot be read");
  claim.key.event_id = claim.delivery.event_id();
  claim.event = rows.Text(row, 4);
  claim.url = rows.Text(row, 5);
  claim.sealed_secret = rows.Text(row, 6);
  return claim;
}

}  // namespace

const resource::ColumnTable& DeliveryColumns() {
  static const resource::ColumnTable table{
      Delivery::descriptor(), kColumns, {"name", "d.event_id", Column::Type::kText}};
  return table;
}

pg::Statement QueueDeliveries(const event::v1::StoredEvent& stored, absl::Time now) {
  const event::v1::Event& event = stored.event();
  pg::Statement statement{&sql::kQueueDeliveries, {}, {}};
  statement.params.Text(stored.tenant()).Text(event.id()).Text(event.type());
  statement.params.Time(FromProto(event.time())).Time(now);
  statement.params.Bytes(Queue(event.id(), event.type(), now).SerializeAsString());
  statement.params.Bytes(event.SerializeAsString());
  return statement;
}

absl::StatusOr<Encoded<v1::ListDeliveriesResponse>> DeliveryStore::List(
    const Call& call, const store::ListRequest& request) const {
  store::ListPlan plan = kNewestFirst;
  plan.table = &DeliveryColumns();
  return lister_->List<v1::ListDeliveriesResponse>(
      call, plan, request, absl::StrCat(kWebhooks, "/", request.parent, "/", kDeliveries, "/"));
}

// Not tried again, unlike a read: what it did is then unknown, and a lease runs out by itself.
absl::StatusOr<std::vector<pg::Result>> DeliveryStore::RunAsSystem(
    std::vector<pg::Statement> statements) const {
  return pool_->WriteAsSystem(std::move(statements), absl::Now() + kRunTime);
}

absl::StatusOr<Claims> DeliveryStore::TakeClaims(absl::Time now, absl::Time lease_until,
                                                 const ClaimLimits& limits) const {
  std::vector<pg::Statement> run(2);
  run[0].query = &sql::kClaimDeliveries;
  run[0].params.Time(now).Time(lease_until).Int(limits.per_webhook).Int(limits.total);
  run[1].query = &sql::kGetNextDue;
  run[1].params.Time(now);
  ASSIGN_OR_RETURN(auto results, RunAsSystem(std::move(run)));
  Claims claims;
  for (int row = 0; row < results[0].rows(); ++row) {
    ASSIGN_OR_RETURN(Claim claim, ReadClaim(results[0], row));
    claims.claims.push_back(std::move(claim));
  }
  if (!results[1].IsNull(0, 0)) claims.next_due = results[1].Time(0, 0);
  return claims;
}

absl::StatusOr<std::vector<FailingEndpoint>> DeliveryStore::Finish(
    absl::Span<const Finished> finished, absl::Time now) const {
  std::vector<pg::Statement> run;
  run.push_back(FinishStatement(finished));
  run.push_back(NoteStatement(finished, now));
  ASSIGN_OR_RETURN(auto results, RunAsSystem(std::move(run)));
  const pg::Result& rows = results[1];
  std::vector<FailingEndpoint> failing;
  for (int row = 0; row < rows.rows(); ++row)
    if (!rows.IsNull(row, 2))
      failing.push_back(
          {rows.Text(row, 0), rows.Text(row, 1), rows.Time(row, 2), rows.Time(row, 3)});
  return failing;
}

absl::Status DeliveryStore::Release(absl::Span<const ClaimKey> keys) const {
  KeyArrays arrays;
  for (const ClaimKey& key : keys) arrays.Add(key);
  std::vector<pg::Statement> run(1);
  run[0].query = &sql::kReleaseDeliveries;
  arrays.Bind(&run[0].params);
  return RunAsSystem(std::move(run)).status();
}

}  // namespace steward::notification

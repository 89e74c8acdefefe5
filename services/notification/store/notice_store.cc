#include "services/notification/store/notice_store.h"

#include "absl/time/clock.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/notification/sql.h"

namespace steward::notification {
namespace {

// A statement's time is limited.
constexpr size_t kRowsMax = 1000;
constexpr size_t kPrefixSize = sizeof("notifications/") - 1;

// $1 to $21 of insert_notifications.sql.
pg::Params RowOf(const std::string& tenant, const Told& told) {
  const Notification& each = told.notification;
  Notification body = each;
  body.clear_name();
  pg::Params row;
  row.Text(tenant).Text(each.name().substr(kPrefixSize)).Text(each.event_id());
  row.Text(each.event_type()).Small(static_cast<int16_t>(each.event_class()));
  row.Text(each.resource()).Text(each.rule()).Text(each.recipient()).Text(each.reader());
  row.Small(static_cast<int16_t>(each.channel())).Small(static_cast<int16_t>(each.state()));
  row.Small(static_cast<int16_t>(each.reason())).Text(each.subject()).Bool(each.confidential());
  row.Time(FromProto(each.create_time()));
  row.OptionalTime(OptionalFromProto(each.has_next_attempt_time(), each.next_attempt_time()));
  row.OptionalTime(OptionalFromProto(each.has_send_time(), each.send_time()));
  row.Text(told.address).Text(told.html).Bytes(body.SerializeAsString()).Bytes(told.link);
  return row;
}

pg::Statement Insert(absl::Span<const std::pair<std::string, Told>> told) {
  std::vector<pg::Params> rows;
  for (const auto& [tenant, each] : told) rows.push_back(RowOf(tenant, each));
  return {&sql::kInsertNotifications, pg::Params::Columns(rows), {}};
}

// $1 to $3 of statements about what a worker has taken.
pg::Params ClaimsOf(absl::Span<const Notice> notices) {
  std::vector<std::string> tenants, events;
  std::vector<int64_t> claims;
  for (const Notice& notice : notices) {
    tenants.push_back(notice.tenant);
    events.push_back(notice.event_id);
    claims.push_back(notice.claim_count);
  }
  pg::Params params;
  params.TextArray(tenants).TextArray(events).IntArray(claims);
  return params;
}

}  // namespace

pg::Statement QueueNotice(const event::v1::StoredEvent& stored, bool is_shipped_type,
                          absl::Time now) {
  const event::v1::Event& event = stored.event();
  pg::Statement statement{&sql::kQueueNotice, {}, {}};
  statement.params.Text(stored.tenant()).Text(event.id()).Text(event.type());
  statement.params.Bool(is_shipped_type).Time(now).Bytes(event.SerializeAsString());
  return statement;
}

absl::StatusOr<std::vector<Notice>> NoticeStore::Take(absl::Time now, absl::Time lease_until,
                                                      int limit) const {
  std::vector<pg::Statement> run(1);
  run[0].query = &sql::kClaimNotices;
  run[0].params.Time(now).Time(lease_until).Int(limit);
  ASSIGN_OR_RETURN(const auto results,
                   pool_->WriteAsSystem(std::move(run), absl::Now() + run_time_));
  std::vector<Notice> notices;
  for (int row = 0; row < results[0].rows(); ++row) {
    Notice notice;
    notice.tenant = results[0].Text(row, 0);
    notice.event_id = results[0].Text(row, 1);
    notice.claim_count = results[0].Int(row, 2);
    notice.failure_count = results[0].Int(row, 3);
    notice.release_count = results[0].Int(row, 5);
    // One that cannot be read tells nobody anything, and ends with the others.
    if (!notice.event.ParseFromString(results[0].Text(row, 4))) notice.event.Clear();
    notices.push_back(std::move(notice));
  }
  return notices;
}

absl::Status NoticeStore::Finish(absl::Span<const Notice> notices,
                                 absl::Span<const std::pair<std::string, Told>> told) const {
  std::vector<pg::Statement> run;
  for (size_t first = 0; first < told.size(); first += kRowsMax)
    run.push_back(Insert(told.subspan(first, kRowsMax)));
  run.push_back({&sql::kDeleteNotices, ClaimsOf(notices), {}});
  return pool_->WriteAsSystem(std::move(run), absl::Now() + run_time_).status();
}

absl::Status NoticeStore::Release(absl::Span<const Notice> notices) const {
  std::vector<pg::Statement> run;
  run.push_back({&sql::kReleaseNotices, ClaimsOf(notices), {}});
  return pool_->WriteAsSystem(std::move(run), absl::Now() + run_time_).status();
}

absl::Status NoticeStore::PutOff(const Notice& notice, absl::string_view error,
                                 absl::Time retry_time) const {
  return Fail(notice, error, retry_time, absl::nullopt);
}

absl::Status NoticeStore::Park(const Notice& notice, absl::string_view error,
                               absl::Time now) const {
  return Fail(notice, error, now, now);
}

absl::Status NoticeStore::Fail(const Notice& notice, absl::string_view error,
                               absl::Time lease_until, absl::optional<absl::Time> park_time) const {
  std::vector<pg::Statement> run(1);
  run[0].query = &sql::kFailNotice;
  run[0].params.Text(notice.tenant).Text(notice.event_id).Int(notice.claim_count);
  run[0].params.Text(error).Time(lease_until).OptionalTime(park_time);
  return pool_->WriteAsSystem(std::move(run), absl::Now() + run_time_).status();
}

}  // namespace steward::notification

#include "services/notification/store/notification_store.h"

#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "platform/store/get.h"
#include "platform/time/timestamp.h"
#include "services/notification/sql.h"

namespace steward::notification {
namespace {

using resource::Column;

constexpr char kCollection[] = "notifications";

constexpr Column kColumns[] = {
    {"event_id", "n.event_id", Column::Type::kText},
    {"event_type", "n.event_type", Column::Type::kText},
    {"event_class", "n.event_class", Column::Type::kEnum},
    {"resource", "n.resource", Column::Type::kText},
    {"rule", "n.rule", Column::Type::kText},
    {"recipient", "n.recipient", Column::Type::kText},
    {"reader", "n.reader", Column::Type::kText},
    {"channel", "n.channel", Column::Type::kEnum},
    {"state", "n.state", Column::Type::kEnum},
    {"reason", "n.reason", Column::Type::kEnum},
    {"subject", "n.subject", Column::Type::kText},
    {"confidential", "n.confidential", Column::Type::kBool},
    {"attempt_count", "n.attempt_count", Column::Type::kInt},
    {"last_error", "n.last_error", Column::Type::kText},
    {"create_time", "n.create_time", Column::Type::kTimestamp},
    {"next_attempt_time", "n.next_attempt_time", Column::Type::kTimestamp, true},
    {"send_time", "n.send_time", Column::Type::kTimestamp, true},
    {"read_time", "n.read_time", Column::Type::kTimestamp, true},
    {"name", "('notifications/' || n.id)", Column::Type::kText},
};

constexpr store::ListPlan kNewestFirst{&sql::kListNotifications, nullptr, "create_time desc"};

Notification ReadAt(absl::Time now) {
  Notification mark;
  *mark.mutable_read_time() = ToProto(now);
  return mark;
}

}  // namespace

const resource::ColumnTable& NotificationColumns() {
  static const resource::ColumnTable table{
      Notification::descriptor(), kColumns, {"name", "n.id", Column::Type::kText}};
  return table;
}

absl::StatusOr<Notification> NotificationStore::Get(const Call& call,
                                                    absl::string_view name) const {
  ASSIGN_OR_RETURN(auto stored, store::Get<Notification>(*points_, sql::kGetNotifications,
                                                         kCollection, call, name));
  return std::move(stored.resource);
}

absl::StatusOr<Encoded<v1::ListNotificationsResponse>> NotificationStore::List(
    const Call& call, const store::ListRequest& request) const {
  store::ListPlan plan = kNewestFirst;
  plan.table = &NotificationColumns();
  return lister_->List<v1::ListNotificationsResponse>(call, plan, request, "notifications/");
}

absl::StatusOr<Notification> NotificationStore::MarkRead(const Call& call,
                                                         const Notification& unread) const {
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(kCollection, unread.name()));
  pg::Statement statement{&sql::kMarkNotificationRead, {}, {}};
  statement.params.Text(call.tenant).Text(id).Time(call.now());
  statement.params.Bytes(ReadAt(call.now()).SerializeAsString()).Text(call.subject);
  ASSIGN_OR_RETURN(const auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  // It is none of the caller's inbox, or another call, or this call before its connection was lost,
  // was first.
  if (rows.rows() == 0) return Get(call, unread.name());
  return store::ParseBody<Notification>(rows.Bytes(0, 0), unread.name());
}

absl::StatusOr<int64_t> NotificationStore::CountUnread(const Call& call) const {
  pg::Statement statement{&sql::kCountUnread, {}, {}};
  statement.params.Text(call.tenant).Text(call.subject);
  ASSIGN_OR_RETURN(const auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  return rows.Int(0, 0);
}

absl::StatusOr<int64_t> NotificationStore::MarkInboxRead(const Call& call) const {
  pg::Statement statement{&sql::kMarkInboxRead, {}, {}};
  statement.params.Text(call.tenant).Text(call.subject).Time(call.now());
  statement.params.Bytes(ReadAt(call.now()).SerializeAsString());
  ASSIGN_OR_RETURN(const auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  return rows.affected();
}

}  // namespace steward::notification

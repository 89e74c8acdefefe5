#include "services/notification/rpc/notification_handlers.h"

#include "platform/audit/read_note.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::notification {
namespace {

constexpr char kReadEvent[] = "dev.steward.notification.read.v1";

}  // namespace

absl::StatusOr<Notification> NotificationHandlers::GetNotification(
    const Call& call, const v1::GetNotificationRequest& request) {
  ASSIGN_OR_RETURN(Notification found, store_->Get(call, request.name()));
  audit::ReadNote note(call);
  note.Saw(found);
  RETURN_IF_ERROR(note.Commit(*journal_, kReadEvent));
  return found;
}

absl::StatusOr<Encoded<v1::ListNotificationsResponse>> NotificationHandlers::ListNotifications(
    const Call& call, const v1::ListNotificationsRequest& request) {
  ASSIGN_OR_RETURN(auto page, store_->List(call, {request.filter(), request.order_by(),
                                                  request.page_size(), request.page_token()}));
  audit::ReadNote note(call);
  RETURN_IF_ERROR(note.SawList(page));
  RETURN_IF_ERROR(note.Commit(*journal_, kReadEvent));
  return page;
}

absl::StatusOr<Notification> NotificationHandlers::MarkNotificationRead(
    const Call& call, const v1::MarkNotificationReadRequest& request) {
  ASSIGN_OR_RETURN(Notification found, store_->Get(call, request.name()));
  if (found.reader() != call.subject) return errors::PermissionDenied("notifications.markRead");
  if (found.channel() != v1::INBOX || found.state() != Notification::SENT)
    return errors::IllegalTransition(Notification::State_Name(found.state()), "markRead", {});
  if (found.has_read_time()) return found;
  if (!request.validate_only()) return store_->MarkRead(call, found);
  *found.mutable_read_time() = ToProto(call.now());
  return found;
}

absl::StatusOr<v1::MarkAllNotificationsReadResponse> NotificationHandlers::MarkAllNotificationsRead(
    const Call& call, const v1::MarkAllNotificationsReadRequest& request) {
  ASSIGN_OR_RETURN(const int64_t count, request.validate_only() ? store_->CountUnread(call)
                                                                : store_->MarkInboxRead(call));
  v1::MarkAllNotificationsReadResponse response;
  response.set_marked_count(count);
  return response;
}

void NotificationHandlers::Register(rpc::Service* service) {
  using Self = NotificationHandlers;
  service->Handle("GetNotification", this, &Self::GetNotification)
      .Handle("ListNotifications", this, &Self::ListNotifications)
      .Handle("MarkNotificationRead", this, &Self::MarkNotificationRead)
      .Handle("MarkAllNotificationsRead", this, &Self::MarkAllNotificationsRead);
}

}  // namespace steward::notification

#pragma once

// steward.notification.v1.NotificationService. Identity, permission and field rules were checked
// before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/rpc/service.h"
#include "services/notification/store/notification_store.h"
#include "steward/notification/v1/notification_service.pb.h"

namespace steward::notification {

class NotificationHandlers {
 public:
  // What it is given outlives it. That confidential ones are shown to others than their readers is
  // an event of the journal.
  NotificationHandlers(const NotificationStore* store, journal::Journal* journal)
      : store_(store), journal_(journal) {}

  absl::StatusOr<Notification> GetNotification(const Call&, const v1::GetNotificationRequest&);
  absl::StatusOr<Encoded<v1::ListNotificationsResponse>> ListNotifications(
      const Call&, const v1::ListNotificationsRequest&);
  absl::StatusOr<Notification> MarkNotificationRead(const Call&,
                                                    const v1::MarkNotificationReadRequest&);
  absl::StatusOr<v1::MarkAllNotificationsReadResponse> MarkAllNotificationsRead(
      const Call&, const v1::MarkAllNotificationsReadRequest&);

  void Register(rpc::Service* service);

 private:
  const NotificationStore* const store_;
  journal::Journal* const journal_;
};

}  // namespace steward::notification

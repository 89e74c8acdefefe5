#pragma once

// Notifications as people see them: read, listed, and marked as read. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/pg/point_reader.h"
#include "platform/pg/pool.h"
#include "platform/store/list.h"
#include "steward/notification/v1/notification_service.pb.h"

namespace steward::notification {

using v1::Notification;

class NotificationStore {
 public:
  NotificationStore(pg::PointReader* points, pg::Pool* pool, const store::Lister* lister)
      : points_(points), pool_(pool), lister_(lister) {}

  // Errors: RESOURCE_NOT_FOUND, INVALID_FIELD when the name is no notification's.
  absl::StatusOr<Notification> Get(const Call& call, absl::string_view name) const;
  absl::StatusOr<Encoded<v1::ListNotificationsResponse>> List(
      const Call& call, const store::ListRequest& request) const;

  // Marking is no event: it is made here and can be repeated. Marks `unread` as read at the time of
  // the call, if it is in the caller's inbox, and returns what it is then.
  absl::StatusOr<Notification> MarkRead(const Call& call, const Notification& unread) const;
  // How many the caller has not read in their inbox; marks them.
  absl::StatusOr<int64_t> CountUnread(const Call& call) const;
  absl::StatusOr<int64_t> MarkInboxRead(const Call& call) const;

 private:
  pg::PointReader* const points_;
  pg::Pool* const pool_;
  const store::Lister* const lister_;
};

// The fields that lists can filter and sort by.
const resource::ColumnTable& NotificationColumns();

}  // namespace steward::notification

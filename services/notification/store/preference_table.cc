#include "services/notification/sql.h"
#include "services/notification/store/tables.h"

namespace steward::notification {

const store::CollectionTable<NotificationPreference>& PreferenceTable() {
  // Nobody lists them.
  static const store::CollectionTable<NotificationPreference> table{
      .collection = "notificationPreferences",
      .folds_case = false,
      .get = &sql::kGetNotificationPreferences,
      .insert = &sql::kInsertNotificationPreference,
      .update = &sql::kUpdateNotificationPreference,
      .remove = nullptr,
      .list = {nullptr, nullptr, ""},
      .bind = [](const NotificationPreference&, pg::Params*) {}};
  return table;
}

}  // namespace steward::notification

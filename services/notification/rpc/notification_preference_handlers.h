#pragma once

// steward.notification.v1.NotificationPreferenceService. Each method reads load → decide → commit;
// identity, permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/notification/store/contact_store.h"
#include "services/notification/store/tables.h"
#include "steward/notification/v1/notification_preference_service.pb.h"

namespace steward::notification {

class NotificationPreferenceHandlers {
 public:
  NotificationPreferenceHandlers(const Rulebook* book, const ContactStore* contacts)
      : book_(book), contacts_(contacts) {}

  absl::StatusOr<NotificationPreference> GetNotificationPreference(
      const Call&, const v1::GetNotificationPreferenceRequest&);
  absl::StatusOr<NotificationPreference> UpdateNotificationPreference(
      const Call&, const v1::UpdateNotificationPreferenceRequest&);

  void Register(rpc::Service* service);

 private:
  // What a user has who never changed it. Errors: RESOURCE_NOT_FOUND when the user is not known, or
  // is none whose preference the caller sees.
  absl::StatusOr<NotificationPreference> Untouched(const Call& call, const std::string& name) const;

  const Rulebook* const book_;
  const ContactStore* const contacts_;
};

}  // namespace steward::notification

#include "services/notification/rpc/notification_preference_handlers.h"

#include "platform/access/record_rule.h"
#include "platform/resource/etag.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/notification/domain/preference.h"

namespace steward::notification {

absl::StatusOr<NotificationPreference> NotificationPreferenceHandlers::Untouched(
    const Call& call, const std::string& name) const {
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName("notificationPreferences", name));
  NotificationPreference untouched;
  untouched.set_name(name);
  untouched.set_user(resource::FormatName("users", id));
  untouched.set_etag(resource::Etag(0, absl::UnixEpoch()));
  RETURN_IF_ERROR(access::CheckRecord(call, untouched, name));
  if (untouched.user() == call.subject) return untouched;
  ASSIGN_OR_RETURN(const bool is_known, contacts_->IsKnown(call, untouched.user()));
  return is_known ? absl::StatusOr<NotificationPreference>(untouched) : errors::NotFound(name);
}

absl::StatusOr<NotificationPreference> NotificationPreferenceHandlers::GetNotificationPreference(
    const Call& call, const v1::GetNotificationPreferenceRequest& request) {
  auto stored = book_->preferences.Get(call, request.name());
  return absl::IsNotFound(stored.status()) ? Untouched(call, request.name()) : stored;
}

absl::StatusOr<NotificationPreference> NotificationPreferenceHandlers::UpdateNotificationPreference(
    const Call& call, const v1::UpdateNotificationPreferenceRequest& request) {
  const NotificationPreference& patch = request.notification_preference();
  ASSIGN_OR_RETURN(const std::string id,
                   resource::IdFromName("notificationPreferences", patch.name()));
  const auto decide = [&](const NotificationPreference& current) {
    return UpdatePreference(current, patch, request.update_mask(), call.now());
  };
  ASSIGN_OR_RETURN(const bool is_stored, book_->preferences.IsTaken(call, id));
  if (!is_stored) {
    ASSIGN_OR_RETURN(const NotificationPreference untouched, Untouched(call, patch.name()));
    auto first = book_->preferences.Create(
        call, request, id, kPreferenceUpdated, [&]() -> absl::StatusOr<NotificationPreference> {
          if (!resource::EtagMatches(patch.etag(), untouched.etag()))
            return errors::StaleEtag(patch.name());
          return decide(untouched);
        });
    // Somebody else was first.
    if (!absl::IsAlreadyExists(first.status())) return first;
  }
  return book_->preferences.Change(call, request, patch.name(), patch.etag(), kPreferenceUpdated,
                                   decide);
}

void NotificationPreferenceHandlers::Register(rpc::Service* service) {
  using Self = NotificationPreferenceHandlers;
  service->Handle("GetNotificationPreference", this, &Self::GetNotificationPreference)
      .Handle("UpdateNotificationPreference", this, &Self::UpdateNotificationPreference);
}

}  // namespace steward::notification

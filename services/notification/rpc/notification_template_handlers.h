#pragma once

// steward.notification.v1.NotificationTemplateService. Each method reads load → decide → commit;
// identity, permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/rpc/service.h"
#include "services/notification/store/tables.h"
#include "steward/notification/v1/notification_template_service.pb.h"

namespace steward::notification {

class NotificationTemplateHandlers {
 public:
  NotificationTemplateHandlers(const Rulebook* book, pg::Pool* pool) : book_(book), pool_(pool) {}

  absl::StatusOr<NotificationTemplate> CreateNotificationTemplate(
      const Call&, const v1::CreateNotificationTemplateRequest&);
  absl::StatusOr<NotificationTemplate> GetNotificationTemplate(
      const Call&, const v1::GetNotificationTemplateRequest&);
  absl::StatusOr<Encoded<v1::ListNotificationTemplatesResponse>> ListNotificationTemplates(
      const Call&, const v1::ListNotificationTemplatesRequest&);
  absl::StatusOr<NotificationTemplate> UpdateNotificationTemplate(
      const Call&, const v1::UpdateNotificationTemplateRequest&);
  absl::StatusOr<NotificationTemplate> DeleteNotificationTemplate(
      const Call&, const v1::DeleteNotificationTemplateRequest&);
  absl::StatusOr<v1::RenderNotificationTemplateResponse> RenderNotificationTemplate(
      const Call&, const v1::RenderNotificationTemplateRequest&);

  void Register(rpc::Service* service);

 private:
  // OK when the caller may read what rules tell in the words of this template. Errors:
  // PERMISSION_DENIED.
  absl::Status CheckMayWord(const Call& call, const std::string& name) const;
  // OK when no rule of the tenant would be left without words. Errors: RESOURCE_IN_USE.
  absl::Status CheckUnused(const Call& call, const std::string& name) const;

  const Rulebook* const book_;
  pg::Pool* const pool_;
};

}  // namespace steward::notification

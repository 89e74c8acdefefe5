#pragma once

// steward.notification.v1.NotificationRuleService. Each method reads load → decide → commit;
// identity, permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/rpc/service.h"
#include "services/notification/store/tables.h"
#include "steward/notification/v1/notification_rule_service.pb.h"

namespace steward::notification {

class NotificationRuleHandlers {
 public:
  NotificationRuleHandlers(const Rulebook* book, pg::Pool* pool) : book_(book), pool_(pool) {}

  absl::StatusOr<NotificationRule> CreateNotificationRule(const Call&,
                                                          const v1::CreateNotificationRuleRequest&);
  absl::StatusOr<NotificationRule> GetNotificationRule(const Call&,
                                                       const v1::GetNotificationRuleRequest&);
  absl::StatusOr<Encoded<v1::ListNotificationRulesResponse>> ListNotificationRules(
      const Call&, const v1::ListNotificationRulesRequest&);
  absl::StatusOr<NotificationRule> UpdateNotificationRule(const Call&,
                                                          const v1::UpdateNotificationRuleRequest&);
  absl::StatusOr<NotificationRule> DeleteNotificationRule(const Call&,
                                                          const v1::DeleteNotificationRuleRequest&);
  absl::StatusOr<NotificationRule> EnableNotificationRule(const Call&,
                                                          const v1::EnableNotificationRuleRequest&);
  absl::StatusOr<NotificationRule> DisableNotificationRule(
      const Call&, const v1::DisableNotificationRuleRequest&);

  void Register(rpc::Service* service);

 private:
  // OK when the tenant has the template that the rule refers to. Errors: REFERENCE_NOT_FOUND.
  absl::Status CheckReference(const Call& call, const NotificationRule& rule) const;

  // Errors: QUOTA_EXCEEDED.
  absl::Status CheckQuota(const Call& call) const;

  const Rulebook* const book_;
  pg::Pool* const pool_;
};

}  // namespace steward::notification

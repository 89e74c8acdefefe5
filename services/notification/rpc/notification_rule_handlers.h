#pragma once

// steward.notification.v1.NotificationRuleService. Each method reads load → decide → commit;
// identity, permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/people/catch_up.h"
#include "platform/people/people.h"
#include "platform/pg/pool.h"
#include "platform/rpc/service.h"
#include "services/notification/store/contact_store.h"
#include "services/notification/store/tables.h"
#include "steward/notification/v1/notification_rule_service.pb.h"

namespace steward::notification {

class NotificationRuleHandlers {
 public:
  // Whom rules may name. All of it outlives the handlers.
  struct Known {
    const ContactStore* users;
    const people::People* groups;
    people::CatchUp catch_up;
  };
  NotificationRuleHandlers(const Rulebook* book, pg::Pool* pool, Known known)
      : book_(book), pool_(pool), known_(std::move(known)) {}

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
  // OK when the tenant has the template that the rule refers to, and the users and groups that it
  // names and `before` does not. Errors: those of people::People.
  absl::Status CheckReferences(const Call& call, const NotificationRule& rule,
                               const NotificationRule& before) const;
  absl::Status CheckUser(const Call& call, const std::string& user) const;

  // OK when the tenant may have one more rule of its own. Errors: QUOTA_EXCEEDED.
  absl::Status CheckQuota(const Call& call) const;
  // The same before a change of `current`, which makes a shipped rule the tenant's own.
  absl::Status CheckQuotaFor(const Call& call, const NotificationRule& current) const;

  const Rulebook* const book_;
  pg::Pool* const pool_;
  const Known known_;
};

}  // namespace steward::notification

#include "services/notification/rpc/notification_rule_handlers.h"

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/notification_rule.h"

namespace steward::notification {
namespace {

// Of a tenant's own. Each event is judged by all of them.
constexpr int64_t kRulesMax = 100;

}  // namespace

absl::Status NotificationRuleHandlers::CheckReference(const Call& call,
                                                      const NotificationRule& rule) const {
  const absl::Status found = book_->templates.Get(call, rule.template_()).status();
  return absl::IsNotFound(found) ? errors::ReferenceNotFound("notification_rule.template") : found;
}

absl::Status NotificationRuleHandlers::CheckQuota(const Call& call) const {
  ASSIGN_OR_RETURN(const int64_t count, CountRules(*pool_, call));
  if (count < kRulesMax) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::QUOTA_EXCEEDED,
                      absl::StrCat("A tenant may have ", kRulesMax, " rules; delete one."),
                      {{"limit", absl::StrCat(kRulesMax)}});
}

absl::StatusOr<NotificationRule> NotificationRuleHandlers::CreateNotificationRule(
    const Call& call, const v1::CreateNotificationRuleRequest& request) {
  return book_->rules.Create(call, request, request.notification_rule_id(), kRuleCreated,
                             [&]() -> absl::StatusOr<NotificationRule> {
                               ASSIGN_OR_RETURN(
                                   NotificationRule rule,
                                   CreateRule(request.notification_rule(), call.now()));
                               RETURN_IF_ERROR(CheckReference(call, rule));
                               RETURN_IF_ERROR(CheckQuota(call));
                               return rule;
                             });
}

absl::StatusOr<NotificationRule> NotificationRuleHandlers::GetNotificationRule(
    const Call& call, const v1::GetNotificationRuleRequest& request) {
  return book_->rules.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListNotificationRulesResponse>>
NotificationRuleHandlers::ListNotificationRules(const Call& call,
                                                const v1::ListNotificationRulesRequest& request) {
  return book_->rules.List<v1::ListNotificationRulesResponse>(call, request);
}

absl::StatusOr<NotificationRule> NotificationRuleHandlers::UpdateNotificationRule(
    const Call& call, const v1::UpdateNotificationRuleRequest& request) {
  const NotificationRule& patch = request.notification_rule();
  return book_->rules.Change(
      call, request, patch.name(), patch.etag(), kRuleUpdated,
      [&](const NotificationRule& current) -> absl::StatusOr<NotificationRule> {
        ASSIGN_OR_RETURN(NotificationRule next,
                         UpdateRule(current, patch, request.update_mask(), call.now()));
        RETURN_IF_ERROR(CheckReference(call, next));
        return next;
      });
}

absl::StatusOr<NotificationRule> NotificationRuleHandlers::DeleteNotificationRule(
    const Call& call, const v1::DeleteNotificationRuleRequest& request) {
  return book_->rules.Delete(call, request, request.name(), request.etag(), kRuleDeleted,
                             [&](NotificationRule last) {
                               *last.mutable_update_time() = ToProto(call.now());
                               return last;
                             });
}

absl::StatusOr<NotificationRule> NotificationRuleHandlers::EnableNotificationRule(
    const Call& call, const v1::EnableNotificationRuleRequest& request) {
  return book_->rules.Change(
      call, request, request.name(), request.etag(), kRuleEnabled,
      [&](const NotificationRule& current) { return EnableRule(current, call.now()); });
}

absl::StatusOr<NotificationRule> NotificationRuleHandlers::DisableNotificationRule(
    const Call& call, const v1::DisableNotificationRuleRequest& request) {
  return book_->rules.Change(
      call, request, request.name(), request.etag(), kRuleDisabled,
      [&](const NotificationRule& current) { return DisableRule(current, call.now()); });
}

void NotificationRuleHandlers::Register(rpc::Service* service) {
  using Self = NotificationRuleHandlers;
  service->Handle("CreateNotificationRule", this, &Self::CreateNotificationRule)
      .Handle("GetNotificationRule", this, &Self::GetNotificationRule)
      .Handle("ListNotificationRules", this, &Self::ListNotificationRules)
      .Handle("UpdateNotificationRule", this, &Self::UpdateNotificationRule)
      .Handle("DeleteNotificationRule", this, &Self::DeleteNotificationRule)
      .Handle("EnableNotificationRule", this, &Self::EnableNotificationRule)
      .Handle("DisableNotificationRule", this, &Self::DisableNotificationRule);
}

}  // namespace steward::notification

#include "services/notification/rpc/notification_rule_handlers.h"

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/notification_rule.h"
#include "services/notification/rpc/told_records.h"

namespace steward::notification {
namespace {

constexpr char kUserField[] = "notification_rule.recipients.user";
constexpr char kGroupField[] = "notification_rule.recipients.group";

bool Names(const NotificationRule& rule, const NotificationRule::Recipient& recipient) {
  for (const NotificationRule::Recipient& each : rule.recipients())
    if (each.user() == recipient.user() && each.group() == recipient.group() &&
        each.field() == recipient.field())
      return true;
  return false;
}

absl::Status CheckMayRule(const Call& call, const NotificationRule& rule) {
  return CheckMayRead(
      call, std::vector<std::string>(rule.event_types().begin(), rule.event_types().end()));
}

}  // namespace

absl::Status NotificationRuleHandlers::CheckUser(const Call& call, const std::string& user) const {
  ASSIGN_OR_RETURN(bool is_known, known_.users->IsKnown(call, user));
  if (is_known) return absl::OkStatus();
  RETURN_IF_ERROR(people::CatchUpFor(call, known_.catch_up));
  ASSIGN_OR_RETURN(is_known, known_.users->IsKnown(call, user));
  return is_known ? absl::OkStatus() : errors::ReferenceNotFound(kUserField);
}

absl::Status NotificationRuleHandlers::CheckReferences(const Call& call,
                                                       const NotificationRule& rule,
                                                       const NotificationRule& before) const {
  const absl::Status found = book_->templates.Get(call, rule.template_()).status();
  if (absl::IsNotFound(found)) return errors::ReferenceNotFound("notification_rule.template");
  RETURN_IF_ERROR(found);
  for (const NotificationRule::Recipient& each : rule.recipients()) {
    if (Names(before, each)) continue;
    if (each.has_user()) RETURN_IF_ERROR(CheckUser(call, each.user()));
    if (each.has_group())
      RETURN_IF_ERROR(known_.groups->CheckGroup(
          call, each.group(), directory::v1::Group::KIND_UNSPECIFIED, kGroupField));
  }
  return absl::OkStatus();
}

absl::Status NotificationRuleHandlers::CheckQuota(const Call& call) const {
  ASSIGN_OR_RETURN(const int64_t count, CountRules(*pool_, call));
  if (count < kRulesMax) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::QUOTA_EXCEEDED,
                      absl::StrCat("A tenant may have ", kRulesMax, " rules; delete one."),
                      {{"limit", absl::StrCat(kRulesMax)}});
}

absl::Status NotificationRuleHandlers::CheckQuotaFor(const Call& call,
                                                     const NotificationRule& current) const {
  return current.shipped() ? CheckQuota(call) : absl::OkStatus();
}

absl::StatusOr<NotificationRule> NotificationRuleHandlers::CreateNotificationRule(
    const Call& call, const v1::CreateNotificationRuleRequest& request) {
  RETURN_IF_ERROR(CheckMayRule(call, request.notification_rule()));
  return book_->rules.Create(call, request, request.notification_rule_id(), kRuleCreated,
                             [&]() -> absl::StatusOr<NotificationRule> {
                               ASSIGN_OR_RETURN(
                                   NotificationRule rule,
                                   CreateRule(request.notification_rule(), call.now()));
                               RETURN_IF_ERROR(CheckReferences(call, rule, {}));
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
        RETURN_IF_ERROR(CheckMayRule(call, current));
        RETURN_IF_ERROR(CheckMayRule(call, patch));
        ASSIGN_OR_RETURN(NotificationRule next,
                         UpdateRule(current, patch, request.update_mask(), call.now()));
        RETURN_IF_ERROR(CheckReferences(call, next, current));
        RETURN_IF_ERROR(CheckQuotaFor(call, current));
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
      [&](const NotificationRule& current) -> absl::StatusOr<NotificationRule> {
        RETURN_IF_ERROR(CheckMayRule(call, current));
        return EnableRule(current, call.now());
      });
}

absl::StatusOr<NotificationRule> NotificationRuleHandlers::DisableNotificationRule(
    const Call& call, const v1::DisableNotificationRuleRequest& request) {
  return book_->rules.Change(
      call, request, request.name(), request.etag(), kRuleDisabled,
      [&](const NotificationRule& current) -> absl::StatusOr<NotificationRule> {
        RETURN_IF_ERROR(CheckQuotaFor(call, current));
        return DisableRule(current, call.now());
      });
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

#include "services/notification/domain/notification_rule.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/lifecycle/two_states.h"
#include "platform/resource/filter_match.h"
#include "platform/resource/mask.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/event_resources.h"
#include "services/notification/domain/event_types.h"
#include "services/notification/domain/recipients.h"

namespace steward::notification {
namespace {

constexpr char kPath[] = "notification_rule";

void CheckRecipients(const NotificationRule& rule, const google::protobuf::Descriptor& type,
                     std::set<int>* wrong, errors::Violations* violations) {
  for (int i = 0; i < rule.recipients_size(); ++i) {
    const auto& recipient = rule.recipients(i);
    const bool fits = recipient.has_field() ? NamesPeople(type, recipient.field())
                                            : recipient.has_user() || recipient.has_group();
    if (fits || !wrong->insert(i).second) continue;
    violations->Add(absl::StrCat(kPath, ".recipients[", i, "]"),
                    "must be a user, a group, or a field of the events' resources that names them");
  }
}

void CheckChannels(const NotificationRule& rule, errors::Violations* violations) {
  std::set<int> seen;
  for (int i = 0; i < rule.channels_size(); ++i)
    if (rule.channels(i) == v1::CHANNEL_UNSPECIFIED || !seen.insert(rule.channels(i)).second)
      violations->Add(absl::StrCat(kPath, ".channels[", i, "]"), "must be a channel, each once");
}

std::string NoEventType(absl::string_view text) {
  const std::string nearest = NearestEventType(text);
  if (nearest.empty())
    return "must be the type of an event, such as \"dev.steward.ticket.created.v1\"";
  return absl::StrCat("must be the type of an event; much like it is \"", nearest, "\"");
}

}  // namespace

absl::Status CheckRule(const NotificationRule& rule) {
  errors::Violations violations;
  std::set<int> wrong;
  CheckChannels(rule, &violations);
  for (int i = 0; i < rule.event_types_size(); ++i) {
    const std::string& event_type = rule.event_types(i);
    const auto* type = IsEventOfOthers(event_type) ? ResourceTypeOf(event_type) : nullptr;
    if (type == nullptr)
      violations.Add(absl::StrCat(kPath, ".event_types[", i, "]"), NoEventType(event_type));
    else
      CheckRecipients(rule, *type, &wrong, &violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  for (const std::string& event_type : rule.event_types())
    RETURN_IF_ERROR(
        resource::FilterMatcher::Compile(rule.filter(), ResourceTypeOf(event_type)).status());
  return absl::OkStatus();
}

absl::StatusOr<NotificationRule> CreateRule(const NotificationRule& draft, absl::Time now) {
  NotificationRule created = draft;
  resource::ClearOutputOnly(&created);
  created.clear_etag();
  RETURN_IF_ERROR(CheckRule(created));
  created.set_state(NotificationRule::ENABLED);
  *created.mutable_create_time() = ToProto(now);
  *created.mutable_update_time() = ToProto(now);
  return created;
}

absl::StatusOr<NotificationRule> UpdateRule(const NotificationRule& current,
                                            const NotificationRule& patch,
                                            const google::protobuf::FieldMask& mask,
                                            absl::Time now) {
  ASSIGN_OR_RETURN(const auto fields, resource::ResolveUpdateMask(mask, patch, current));
  NotificationRule next = current;
  resource::ApplyUpdate(fields, patch, &next);
  RETURN_IF_ERROR(resource::CheckResource(next, kPath));
  RETURN_IF_ERROR(CheckRule(next));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<NotificationRule> EnableRule(const NotificationRule& current, absl::Time now) {
  return lifecycle::Enter(current, NotificationRule::ENABLED, "enable",
                          {"delete", "disable", "update"}, now);
}

absl::StatusOr<NotificationRule> DisableRule(const NotificationRule& current, absl::Time now) {
  return lifecycle::Enter(current, NotificationRule::DISABLED, "disable",
                          {"delete", "enable", "update"}, now);
}

}  // namespace steward::notification

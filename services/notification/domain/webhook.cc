#include "services/notification/domain/webhook.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/lifecycle/two_states.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::notification {
namespace {

bool IsWord(absl::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

// dev.steward.[<service>.]<noun>.<verb>.v<number>
bool IsEventType(absl::string_view type) {
  if (!absl::ConsumePrefix(&type, "dev.steward.")) return false;
  const std::vector<absl::string_view> words = absl::StrSplit(type, '.');
  const absl::string_view version = words.back();
  return (words.size() == 3 || words.size() == 4) &&
         std::all_of(words.begin(), words.end(), IsWord) && version.size() >= 2 &&
         version[0] == 'v' && std::all_of(version.begin() + 1, version.end(), absl::ascii_isdigit);
}

absl::Status TakeSettings(const Webhook& from, Webhook& to) {
  std::vector<std::string> types(from.event_types().begin(), from.event_types().end());
  errors::Violations violations;
  for (size_t i = 0; i < types.size(); ++i)
    if (!IsEventType(types[i]))
      violations.Add(absl::StrCat("webhook.event_types[", i, "]"),
                     "must be an event type, such as \"dev.steward.ticket.created.v1\"");
  RETURN_IF_ERROR(violations.ToStatus());
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  to.set_display_name(from.display_name());
  to.set_url(from.url());
  to.mutable_event_types()->Assign(types.begin(), types.end());
  return absl::OkStatus();
}

bool SameSettings(const Webhook& left, const Webhook& right) {
  return left.display_name() == right.display_name() && left.url() == right.url() &&
         std::equal(left.event_types().begin(), left.event_types().end(),
                    right.event_types().begin(), right.event_types().end());
}

}  // namespace

absl::StatusOr<Webhook> Create(const Webhook& draft, absl::string_view caller, absl::Time now) {
  Webhook created;
  RETURN_IF_ERROR(TakeSettings(draft, created));
  created.set_state(Webhook::ENABLED);
  created.set_creator(std::string(caller));
  *created.mutable_create_time() = ToProto(now);
  *created.mutable_update_time() = ToProto(now);
  return created;
}

absl::StatusOr<Webhook> Update(const Webhook& current, const Webhook& changed, absl::Time now) {
  Webhook updated = current;
  RETURN_IF_ERROR(TakeSettings(changed, updated));
  if (!SameSettings(current, updated)) *updated.mutable_update_time() = ToProto(now);
  return updated;
}

absl::StatusOr<Webhook> Enable(const Webhook& current, absl::Time now) {
  ASSIGN_OR_RETURN(Webhook enabled, lifecycle::Enter(current, Webhook::ENABLED, "enable",
                                                     {"delete", "disable", "update"}, now));
  enabled.clear_disable_reason();
  return enabled;
}

absl::StatusOr<Webhook> Disable(const Webhook& current, absl::string_view reason, absl::Time now) {
  ASSIGN_OR_RETURN(Webhook disabled, lifecycle::Enter(current, Webhook::DISABLED, "disable",
                                                      {"delete", "enable", "update"}, now));
  disabled.set_disable_reason(std::string(reason));
  return disabled;
}

Webhook Delete(const Webhook& current, absl::Time now) {
  Webhook deleted = current;
  *deleted.mutable_update_time() = ToProto(now);
  return deleted;
}

bool Wants(const Webhook& webhook, absl::string_view event_type) {
  const auto& types = webhook.event_types();
  return webhook.state() == Webhook::ENABLED &&
         (types.empty() || std::find(types.begin(), types.end(), event_type) != types.end());
}

}  // namespace steward::notification

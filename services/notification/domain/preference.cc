#include "services/notification/domain/preference.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/resource/mask.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::notification {
namespace {

constexpr char kPath[] = "notification_preference";

bool MayBeMuted(v1::EventClass event_class, v1::Channel channel) {
  return channel != v1::MAIL || (event_class != v1::APPROVAL && event_class != v1::SECURITY);
}

absl::Status CheckMutes(const NotificationPreference& preference) {
  errors::Violations violations;
  std::set<std::pair<int, int>> seen;
  for (int i = 0; i < preference.mutes_size(); ++i) {
    const auto& mute = preference.mutes(i);
    const std::string field = absl::StrCat(kPath, ".mutes[", i, "]");
    if (!MayBeMuted(mute.event_class(), mute.channel()))
      violations.Add(field, "mails of this class cannot be muted");
    if (!seen.insert({mute.event_class(), mute.channel()}).second)
      violations.Add(field, "is there twice");
  }
  return violations.ToStatus();
}

}  // namespace

bool Mutes(const NotificationPreference& preference, v1::EventClass event_class,
           v1::Channel channel) {
  return MayBeMuted(event_class, channel) &&
         std::any_of(preference.mutes().begin(), preference.mutes().end(), [&](const auto& mute) {
           return mute.event_class() == event_class && mute.channel() == channel;
         });
}

absl::StatusOr<NotificationPreference> UpdatePreference(const NotificationPreference& current,
                                                        const NotificationPreference& patch,
                                                        const google::protobuf::FieldMask& mask,
                                                        absl::Time now) {
  ASSIGN_OR_RETURN(const auto fields, resource::ResolveUpdateMask(mask, patch, current));
  NotificationPreference next = current;
  resource::ApplyUpdate(fields, patch, &next);
  RETURN_IF_ERROR(resource::CheckResource(next, kPath));
  RETURN_IF_ERROR(CheckMutes(next));
  if (!next.has_create_time()) *next.mutable_create_time() = ToProto(now);
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::notification

#pragma once

// What users mute. Pure functions, thread-safe.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "steward/notification/v1/notification_preference.pb.h"

namespace steward::notification {

using v1::NotificationPreference;

inline constexpr char kPreferenceUpdated[] = "dev.steward.notification.preference.updated.v1";

bool Mutes(const NotificationPreference& preference, v1::EventClass event_class,
           v1::Channel channel);

// Applies an update by mask. Errors: INVALID_UPDATE_MASK, INVALID_FIELD for what cannot be muted
// and for what is named twice.
absl::StatusOr<NotificationPreference> UpdatePreference(const NotificationPreference& current,
                                                        const NotificationPreference& patch,
                                                        const google::protobuf::FieldMask& mask,
                                                        absl::Time now);

}  // namespace steward::notification

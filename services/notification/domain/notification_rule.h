#pragma once

// What may happen to a rule of notifications. Pure decisions: each returns the rule as it should be
// stored, without name and etag. All functions are thread-safe.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "steward/notification/v1/notification_rule.pb.h"

namespace steward::notification {

using v1::NotificationRule;

// Types of the events that these changes are recorded as.
inline constexpr char kRuleCreated[] = "dev.steward.notification.rule.created.v1";
inline constexpr char kRuleUpdated[] = "dev.steward.notification.rule.updated.v1";
inline constexpr char kRuleEnabled[] = "dev.steward.notification.rule.enabled.v1";
inline constexpr char kRuleDisabled[] = "dev.steward.notification.rule.disabled.v1";
inline constexpr char kRuleDeleted[] = "dev.steward.notification.rule.deleted.v1";

// OK when every event of the rule can be judged and every recipient can be named by it. Errors:
// INVALID_FIELD with all violations, INVALID_FILTER, FILTER_TOO_COMPLEX.
absl::Status CheckRule(const NotificationRule& rule);

// A new rule, ENABLED. Errors as of CheckRule.
absl::StatusOr<NotificationRule> CreateRule(const NotificationRule& draft, absl::Time now);

// Applies an update by mask. Errors also: INVALID_UPDATE_MASK.
absl::StatusOr<NotificationRule> UpdateRule(const NotificationRule& current,
                                            const NotificationRule& patch,
                                            const google::protobuf::FieldMask& mask,
                                            absl::Time now);

// From DISABLED to ENABLED and back. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<NotificationRule> EnableRule(const NotificationRule& current, absl::Time now);
absl::StatusOr<NotificationRule> DisableRule(const NotificationRule& current, absl::Time now);

}  // namespace steward::notification

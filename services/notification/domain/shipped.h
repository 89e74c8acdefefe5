#pragma once

// The rules and templates that every tenant begins with (shipped/*.json).

#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "steward/notification/v1/notification_rule.pb.h"
#include "steward/notification/v1/notification_template.pb.h"

namespace steward::notification {

using v1::NotificationRule;
using v1::NotificationTemplate;

// By id, each with its name and etag. Rules about events that this program does not know are left
// out. Both live as long as the process. Thread-safe.
const std::map<std::string, NotificationRule>& ShippedRules();
const std::map<std::string, NotificationTemplate>& ShippedTemplates();

// Whether a shipped rule is about events of this type. Thread-safe.
bool IsShippedEventType(absl::string_view event_type);

}  // namespace steward::notification

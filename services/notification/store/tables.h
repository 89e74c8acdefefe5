#pragma once

// The collections of this service that callers name themselves, as they lie in their tables.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/store/collection.h"
#include "services/notification/store/shipped_collection.h"
#include "steward/notification/v1/notification_preference.pb.h"
#include "steward/notification/v1/notification_rule.pb.h"
#include "steward/notification/v1/notification_template.pb.h"

namespace steward::notification {

using v1::NotificationPreference;
using v1::NotificationRule;
using v1::NotificationTemplate;

// Constants. What is shipped is added to the first two.
const ShippedTable<NotificationRule>& RuleTable();
const ShippedTable<NotificationTemplate>& TemplateTable();
const store::CollectionTable<NotificationPreference>& PreferenceTable();

// All of them. Thread-safe.
struct Rulebook {
  explicit Rulebook(const store::CollectionParts& parts)
      : rules(RuleTable(), parts),
        templates(TemplateTable(), parts),
        preferences(PreferenceTable(), parts) {}

  const ShippedCollection<NotificationRule> rules;
  const ShippedCollection<NotificationTemplate> templates;
  const store::Collection<NotificationPreference> preferences;
};

// Rules of a tenant's own, at most; insert_notification_rule.sql sees to it. Each event is judged
// by all of them.
inline constexpr int64_t kRulesMax = 100;
// How many rules the tenant has of its own.
absl::StatusOr<int64_t> CountRules(pg::Pool& pool, const Call& call);
// Names of rules of the tenant that refer to the template of this name, a few of them.
absl::StatusOr<std::vector<std::string>> RulesOfTemplate(pg::Pool& pool, const Call& call,
                                                         absl::string_view name);
// Types of the events that are told in the words of this template: by rules of the tenant, and by
// shipped ones, also while the tenant's own take their place.
absl::StatusOr<std::vector<std::string>> EventTypesOfTemplate(pg::Pool& pool, const Call& call,
                                                              const std::string& name);

// The body of a row of what is shipped, in base64 (see ShippedTable).
std::string ShippedBody(const google::protobuf::Message& resource);

}  // namespace steward::notification

#include "services/notification/domain/shipped.h"

#include "google/protobuf/util/json_util.h"
#include "platform/resource/etag.h"
#include "services/notification/domain/notification_rule.h"
#include "services/notification/shipped.h"
#include "steward/notification/v1/notification_rule_service.pb.h"
#include "steward/notification/v1/notification_template_service.pb.h"

namespace steward::notification {
namespace {

// The documents are part of the program: what is wrong with them a test tells.
template <class Document>
Document Parse(absl::string_view json) {
  Document document;
  if (!google::protobuf::util::JsonStringToMessage(std::string(json), &document).ok())
    document.Clear();
  return document;
}

template <class Resource>
void Add(const Resource& resource, std::map<std::string, Resource>* shipped) {
  Resource& added = (*shipped)[resource.name().substr(resource.name().find('/') + 1)];
  added = resource;
  added.set_etag(resource::Etag(0, absl::UnixEpoch()));
}

}  // namespace

const std::map<std::string, NotificationRule>& ShippedRules() {
  static const auto& rules = *new std::map<std::string, NotificationRule>([] {
    std::map<std::string, NotificationRule> all;
    const auto document = Parse<v1::ListNotificationRulesResponse>(shipped::kRules);
    for (const NotificationRule& rule : document.notification_rules())
      if (CheckRule(rule).ok()) Add(rule, &all);
    return all;
  }());
  return rules;
}

const std::map<std::string, NotificationTemplate>& ShippedTemplates() {
  static const auto& templates = *new std::map<std::string, NotificationTemplate>([] {
    std::map<std::string, NotificationTemplate> all;
    const auto document = Parse<v1::ListNotificationTemplatesResponse>(shipped::kTemplates);
    for (const NotificationTemplate& each : document.notification_templates()) Add(each, &all);
    return all;
  }());
  return templates;
}

bool IsShippedEventType(absl::string_view event_type) {
  static const auto& types = *new std::set<std::string, std::less<>>([] {
    std::set<std::string, std::less<>> all;
    for (const auto& [id, rule] : ShippedRules())
      all.insert(rule.event_types().begin(), rule.event_types().end());
    return all;
  }());
  return types.find(std::string(event_type)) != types.end();
}

}  // namespace steward::notification

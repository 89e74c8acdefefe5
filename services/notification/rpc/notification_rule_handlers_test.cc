#include "services/notification/rpc/notification_rule_handlers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/shipped.h"
#include "services/notification/rpc/notification_template_handlers.h"
#include "services/notification/store/test_database.h"
#include "steward/ticket/v1/comment.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using errors::Reason;
using testing::ElementsAre;

constexpr char kAssigned[] = "notificationRules/ticket-assigned";

class NotificationRuleHandlersTest : public testing::Test {
 protected:
  NotificationRuleHandlersTest() {
    google::protobuf::LinkMessageReflection<ticket::v1::Ticket>();
    google::protobuf::LinkMessageReflection<ticket::v1::Comment>();
  }

  v1::CreateNotificationRuleRequest Creation(const std::string& id) {
    v1::CreateNotificationRuleRequest request;
    request.set_notification_rule_id(id);
    NotificationRule& rule = *request.mutable_notification_rule();
    rule.set_display_name("P1");
    rule.add_event_types("dev.steward.ticket.created.v1");
    rule.add_recipients()->set_field("requester");
    rule.add_channels(v1::INBOX);
    rule.set_event_class(v1::TICKET);
    rule.set_template_("notificationTemplates/ticket-assigned");
    return request;
  }

  template <class Request>
  static Request Named(const std::string& name, const std::string& etag = "") {
    Request request;
    request.set_name(name);
    request.set_etag(etag);
    return request;
  }

  absl::StatusOr<NotificationRule> Get(const std::string& name) {
    v1::GetNotificationRuleRequest request;
    request.set_name(name);
    return rules_.GetNotificationRule(call_, request);
  }

  std::vector<std::string> Listed(const std::string& filter, const std::string& order = "") {
    v1::ListNotificationRulesRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    std::vector<std::string> names;
    auto page = rules_.ListNotificationRules(call_, request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return names;
    const auto response = page->Parse();
    for (const NotificationRule& rule : response.notification_rules()) names.push_back(rule.name());
    return names;
  }

  TestDatabase database_;
  const people::CatchUp caught_up_ = [](auto, auto) { return absl::OkStatus(); };
  const ContactStore users_{&database_.points};
  const people::People groups_{&database_.points, caught_up_};
  NotificationRuleHandlers rules_{
      &database_.book, &database_.pool, {&users_, &groups_, caught_up_}};
  NotificationTemplateHandlers templates_{&database_.book, &database_.pool};
  const Call call_ = database_.CallOf("demo");
};

TEST_F(NotificationRuleHandlersTest, ShowsWhatIsShippedToEveryTenant) {
  EXPECT_THAT(Get(kAssigned), IsOk());
  EXPECT_TRUE(Get(kAssigned)->shipped());
  EXPECT_EQ(Listed("").size(), ShippedRules().size());
  EXPECT_THAT(Listed("shipped = false"), testing::IsEmpty());
  EXPECT_THAT(
      Listed("event_class = APPROVAL", "display_name"),
      ElementsAre("notificationRules/approval-ended", "notificationRules/approval-requested"));
  EXPECT_THAT(Get("notificationRules/nothing"), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(NotificationRuleHandlersTest, AddsAndChangesRulesOfTheTenant) {
  auto created = rules_.CreateNotificationRule(call_, Creation("p1"));
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->name(), "notificationRules/p1");
  EXPECT_THAT(rules_.CreateNotificationRule(call_, Creation("p1")),
              HasReason(Reason::RESOURCE_ALREADY_EXISTS));
  EXPECT_THAT(Listed("shipped = false"), ElementsAre("notificationRules/p1"));
  EXPECT_EQ(Listed("").size(), ShippedRules().size() + 1);

  v1::UpdateNotificationRuleRequest update;
  update.mutable_notification_rule()->set_name(created->name());
  update.mutable_notification_rule()->set_filter("priority = P1");
  EXPECT_EQ(rules_.UpdateNotificationRule(call_, update)->filter(), "priority = P1");
  update.mutable_notification_rule()->set_filter("prio = P1");
  EXPECT_THAT(rules_.UpdateNotificationRule(call_, update), HasReason(Reason::INVALID_FILTER));

  EXPECT_THAT(rules_.DeleteNotificationRule(
                  call_, Named<v1::DeleteNotificationRuleRequest>(created->name())),
              IsOk());
  EXPECT_THAT(Get(created->name()), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(NotificationRuleHandlersTest, MakesWhatIsShippedTheTenantsOwnWhenItChanges) {
  const std::string etag = Get(kAssigned)->etag();
  EXPECT_THAT(rules_.DisableNotificationRule(
                  call_, Named<v1::DisableNotificationRuleRequest>(kAssigned, "other")),
              HasReason(Reason::ETAG_MISMATCH));
  auto disabled = rules_.DisableNotificationRule(
      call_, Named<v1::DisableNotificationRuleRequest>(kAssigned, etag));
  ASSERT_THAT(disabled, IsOk());
  EXPECT_EQ(disabled->state(), NotificationRule::DISABLED);
  EXPECT_FALSE(Get(kAssigned)->shipped());
  EXPECT_EQ(Listed("").size(), ShippedRules().size());
  EXPECT_EQ(database_.CallOf("other").tenant, "other");

  const auto rules = database_.telling.Rules({"demo", "other"});
  ASSERT_THAT(rules, IsOk());
  EXPECT_EQ(rules->at("demo").size() + 1, rules->at("other").size());

  const auto deletion = Named<v1::DeleteNotificationRuleRequest>(kAssigned);
  EXPECT_THAT(rules_.DeleteNotificationRule(call_, deletion), IsOk());
  EXPECT_TRUE(Get(kAssigned)->shipped());
  EXPECT_THAT(rules_.DeleteNotificationRule(call_, deletion),
              HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST_F(NotificationRuleHandlersTest, RefusesMoreRulesThanTheQuota) {
  for (int i = 0; i < 100; ++i)
    ASSERT_THAT(rules_.CreateNotificationRule(call_, Creation(absl::StrCat("r", i))), IsOk());
  EXPECT_THAT(rules_.CreateNotificationRule(call_, Creation("more")),
              HasReason(Reason::QUOTA_EXCEEDED));
  ASSERT_THAT(rules_.DeleteNotificationRule(
                  call_, Named<v1::DeleteNotificationRuleRequest>("notificationRules/r1")),
              IsOk());
  EXPECT_THAT(rules_.CreateNotificationRule(call_, Creation("more")), IsOk());
}

TEST_F(NotificationRuleHandlersTest, RefersToTemplatesThatExist) {
  auto creation = Creation("p1");
  creation.mutable_notification_rule()->set_template_("notificationTemplates/own");
  EXPECT_THAT(rules_.CreateNotificationRule(call_, creation),
              HasReason(Reason::REFERENCE_NOT_FOUND));

  v1::CreateNotificationTemplateRequest own;
  own.set_notification_template_id("own");
  own.mutable_notification_template()->set_subject("{{resource.title}}");
  own.mutable_notification_template()->set_text("{{link}}");
  ASSERT_THAT(templates_.CreateNotificationTemplate(call_, own), IsOk());
  EXPECT_THAT(rules_.CreateNotificationRule(call_, creation), IsOk());

  const auto deletion = Named<v1::DeleteNotificationTemplateRequest>("notificationTemplates/own");
  EXPECT_THAT(templates_.DeleteNotificationTemplate(call_, deletion),
              HasReason(Reason::RESOURCE_IN_USE));
  ASSERT_THAT(rules_.DeleteNotificationRule(
                  call_, Named<v1::DeleteNotificationRuleRequest>("notificationRules/p1")),
              IsOk());
  EXPECT_THAT(templates_.DeleteNotificationTemplate(call_, deletion), IsOk());
}

TEST_F(NotificationRuleHandlersTest, RendersAnExample) {
  v1::RenderNotificationTemplateRequest request;
  request.set_name("notificationTemplates/ticket-assigned");
  request.set_locale("de-AT");
  (*request.mutable_resource()->mutable_fields())["name"].set_string_value("tickets/INC-7");
  (*request.mutable_resource()->mutable_fields())["title"].set_string_value("VPN");

  auto response = templates_.RenderNotificationTemplate(call_, request);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->subject(), "tickets/INC-7: Ihnen zugewiesen: VPN");
}

}  // namespace
}  // namespace steward::notification

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

  Call CallWith(std::vector<std::string> roles) {
    Call call = database_.CallOf("demo");
    call.roles = std::move(roles);
    return call;
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

// A change of a shipped rule makes it one of the tenant's own.
TEST_F(NotificationRuleHandlersTest, CountsShippedRulesThatTheTenantChanged) {
  for (int i = 0; i < 100; ++i)
    ASSERT_THAT(rules_.CreateNotificationRule(call_, Creation(absl::StrCat("r", i))), IsOk());

  EXPECT_THAT(
      rules_.DisableNotificationRule(call_, Named<v1::DisableNotificationRuleRequest>(kAssigned)),
      HasReason(Reason::QUOTA_EXCEEDED));
  v1::UpdateNotificationRuleRequest update;
  update.mutable_notification_rule()->set_name(kAssigned);
  update.mutable_notification_rule()->set_display_name("Mine");
  EXPECT_THAT(rules_.UpdateNotificationRule(call_, update), HasReason(Reason::QUOTA_EXCEEDED));
}

TEST_F(NotificationRuleHandlersTest, TellsOfWhatItsWriterMayRead) {
  struct Case {
    std::vector<std::string> roles;
    const char* event_type;
    const char* permission;
  };
  const Case cases[] = {
      {{"notification_manager"}, "dev.steward.ticket.created.v1", "tickets.get"},
      {{"notification_manager", "agent"}, "dev.steward.ticket.created.v1", nullptr},
      // Some of them are not all.
      {{"notification_manager", "requester"}, "dev.steward.ticket.created.v1", "tickets.get"},
      {{"notification_manager", "resolver"}, "dev.steward.ticket.created.v1", "tickets.get"},
      {{"notification_manager", "approver"},
       "dev.steward.ticket.comment.created.v1",
       "comments.get"},
      {{"notification_manager", "approver"}, "dev.steward.approval.requested.v1", nullptr},
      {{"notification_manager"}, "dev.steward.change.created.v1", "changes.get"},
      {{"notification_manager"}, "dev.steward.directory.user.created.v1", nullptr},
      {{"tenant_admin"}, "dev.steward.directory.tenant.updated.v1", nullptr},
  };
  int rules = 0;
  for (const Case& each : cases) {
    SCOPED_TRACE(absl::StrCat(each.roles.back(), " ", each.event_type));
    auto creation = Creation(absl::StrCat("own", ++rules));
    NotificationRule& rule = *creation.mutable_notification_rule();
    rule.set_event_types(0, each.event_type);
    rule.clear_recipients();
    // Nobody by this name: what is refused is refused before that is known.
    rule.add_recipients()->set_user("users/nobody");

    const auto created = rules_.CreateNotificationRule(CallWith(each.roles), creation);

    if (each.permission == nullptr) {
      EXPECT_THAT(created, HasReason(Reason::REFERENCE_NOT_FOUND));
    } else {
      EXPECT_THAT(created, HasReason(Reason::PERMISSION_DENIED));
      EXPECT_THAT(std::string(created.status().message()), testing::HasSubstr(each.permission));
    }
  }
}

TEST_F(NotificationRuleHandlersTest, IsChangedByWhoMayReadWhatItTells) {
  const Call manager = CallWith({"notification_manager"});
  ASSERT_THAT(rules_.CreateNotificationRule(call_, Creation("p1")), IsOk());
  auto users = Creation("users");
  users.mutable_notification_rule()->set_event_types(0, "dev.steward.directory.user.created.v1");
  users.mutable_notification_rule()->clear_recipients();
  users.mutable_notification_rule()->add_recipients()->set_field("manager");
  ASSERT_THAT(rules_.CreateNotificationRule(manager, users), IsOk());

  v1::UpdateNotificationRuleRequest update;
  update.mutable_notification_rule()->set_name("notificationRules/p1");
  update.mutable_notification_rule()->set_display_name("Mine");
  EXPECT_THAT(rules_.UpdateNotificationRule(manager, update), HasReason(Reason::PERMISSION_DENIED));
  update.mutable_notification_rule()->set_name("notificationRules/users");
  EXPECT_THAT(rules_.UpdateNotificationRule(manager, update), IsOk());
  update.mutable_notification_rule()->add_event_types("dev.steward.ticket.created.v1");
  EXPECT_THAT(rules_.UpdateNotificationRule(manager, update), HasReason(Reason::PERMISSION_DENIED));

  const std::string p1 = "notificationRules/p1";
  EXPECT_THAT(
      rules_.DisableNotificationRule(manager, Named<v1::DisableNotificationRuleRequest>(p1)),
      IsOk());
  EXPECT_THAT(rules_.EnableNotificationRule(manager, Named<v1::EnableNotificationRuleRequest>(p1)),
              HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(rules_.EnableNotificationRule(call_, Named<v1::EnableNotificationRuleRequest>(p1)),
              IsOk());
  EXPECT_THAT(rules_.DeleteNotificationRule(manager, Named<v1::DeleteNotificationRuleRequest>(p1)),
              IsOk());
}

TEST_F(NotificationRuleHandlersTest, IsWordedByWhoMayReadWhatItTells) {
  const Call manager = CallWith({"notification_manager"});
  const auto creation = [](const std::string& id) {
    v1::CreateNotificationTemplateRequest request;
    request.set_notification_template_id(id);
    request.mutable_notification_template()->set_display_name("Own");
    request.mutable_notification_template()->set_subject("{{resource.title}}");
    request.mutable_notification_template()->set_text("{{link}}");
    return request;
  };
  v1::UpdateNotificationTemplateRequest update;
  update.mutable_notification_template()->set_name("notificationTemplates/own");
  update.mutable_notification_template()->set_text("{{resource.description}}");

  // Nothing is told in its words yet.
  ASSERT_THAT(templates_.CreateNotificationTemplate(manager, creation("own")), IsOk());
  EXPECT_THAT(templates_.UpdateNotificationTemplate(manager, update), IsOk());
  auto rule = Creation("p1");
  rule.mutable_notification_rule()->set_template_("notificationTemplates/own");
  ASSERT_THAT(rules_.CreateNotificationRule(call_, rule), IsOk());
  update.mutable_notification_template()->set_text("{{resource.title}}");
  EXPECT_THAT(templates_.UpdateNotificationTemplate(manager, update),
              HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(templates_.UpdateNotificationTemplate(call_, update), IsOk());

  // In those of shipped templates shipped rules tell.
  EXPECT_THAT(templates_.CreateNotificationTemplate(manager, creation("ticket-assigned")),
              HasReason(Reason::PERMISSION_DENIED));
  update.mutable_notification_template()->set_name("notificationTemplates/ticket-assigned");
  EXPECT_THAT(templates_.UpdateNotificationTemplate(manager, update),
              HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(
      templates_.UpdateNotificationTemplate(CallWith({"notification_manager", "auditor"}), update),
      IsOk());
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

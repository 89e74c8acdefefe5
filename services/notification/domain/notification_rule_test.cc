#include "services/notification/domain/notification_rule.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/event_resources.h"
#include "services/notification/domain/event_types.h"
#include "steward/ticket/v1/comment.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using errors::Reason;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

NotificationRule Draft(const std::string& event_type, const std::string& filter,
                       const std::string& field) {
  NotificationRule rule;
  rule.set_display_name("P1");
  rule.add_event_types(event_type);
  rule.set_filter(filter);
  rule.add_recipients()->set_field(field);
  rule.add_channels(v1::MAIL);
  rule.set_event_class(v1::TICKET);
  rule.set_template_("notificationTemplates/ticket-assigned");
  return rule;
}

TEST(CreateRule, TakesWhatItUnderstandsOnly) {
  struct Case {
    const char* event_type;
    const char* filter;
    const char* field;
    Reason reason;
  };
  const Case cases[] = {
      {"dev.steward.ticket.created.v1", "", "assignee", Reason::REASON_UNSPECIFIED},
      {"dev.steward.ticket.created.v1", "priority = P1", "requester", Reason::REASON_UNSPECIFIED},
      {"dev.steward.approval.requested.v1", "", "approvers", Reason::REASON_UNSPECIFIED},
      {"dev.steward.ticket.created.v1", "", "approvers", Reason::INVALID_FIELD},
      {"dev.steward.ticket.created.v1", "", "assigneee", Reason::INVALID_FIELD},
      {"dev.steward.ticket.created.v1", "", "priority", Reason::INVALID_FIELD},
      {"dev.steward.horse.created.v1", "", "assignee", Reason::INVALID_FIELD},
      {"dev.steward.ticket.creeated.v1", "", "assignee", Reason::INVALID_FIELD},
      {"dev.steward.ticket.created.v2", "", "assignee", Reason::INVALID_FIELD},
      {"dev.steward.ticket.read.v1", "", "assignee", Reason::INVALID_FIELD},
      {"dev.steward.ticket.comment.updated.v1", "", "assignee", Reason::INVALID_FIELD},
      {"dev.steward.notification.rule.created.v1", "", "template", Reason::INVALID_FIELD},
      {"dev.steward.ticket.created.v1", "prio = P1", "assignee", Reason::INVALID_FILTER},
      {"dev.steward.approval.requested.v1", "priority = P1", "approvers", Reason::INVALID_FILTER},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(testing::Message() << each.event_type << " " << each.filter << " " << each.field);
    const auto rule = CreateRule(Draft(each.event_type, each.filter, each.field), kNow);
    EXPECT_EQ(errors::ReasonOf(rule.status()), each.reason);
    if (rule.ok()) {
      EXPECT_EQ(rule->state(), NotificationRule::ENABLED);
    }
  }
}

TEST(CreateRule, NamesTheEventTypeThatIsMuchLikeAWrongOne) {
  const auto refused =
      CreateRule(Draft("dev.steward.ticket.creeated.v1", "", "assignee"), kNow).status();

  google::rpc::BadRequest detail;
  const auto payload = refused.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  ASSERT_TRUE(payload && detail.ParseFromString(std::string(*payload)));
  ASSERT_EQ(detail.field_violations_size(), 1);
  EXPECT_EQ(detail.field_violations(0).field(), "notification_rule.event_types[0]");
  EXPECT_EQ(detail.field_violations(0).description(),
            "must be the type of an event; much like it is \"dev.steward.ticket.created.v1\"");
}

TEST(EventTypes, AreFoundByWhatIsMuchLikeThem) {
  struct Case {
    const char* text;
    const char* nearest;
  };
  const Case cases[] = {
      {"dev.steward.ticket.asigned.v1", "dev.steward.ticket.assigned.v1"},
      {"ticket.assigned.v1", ""},
      {"dev.steward.change.backedOut.v1", "dev.steward.change.backed_out.v1"},
      {"dev.steward.ticket.assigned.v", "dev.steward.ticket.assigned.v1"},
      {"", ""},
  };
  for (const Case& each : cases) EXPECT_EQ(NearestEventType(each.text), each.nearest) << each.text;
  EXPECT_EQ(NearestEventType(std::string(100'000, 'x')), "");
}

TEST(CreateRule, TakesEachChannelOnceAndNoRecipientThatIsNobody) {
  NotificationRule rule = Draft("dev.steward.ticket.created.v1", "", "assignee");
  rule.add_channels(v1::MAIL);
  EXPECT_THAT(CreateRule(rule, kNow), HasReason(Reason::INVALID_FIELD));
  rule.set_channels(1, v1::INBOX);
  EXPECT_THAT(CreateRule(rule, kNow), IsOk());
  rule.add_recipients();
  EXPECT_THAT(CreateRule(rule, kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(UpdateRule, IsCheckedAsAWhole) {
  const NotificationRule rule =
      *CreateRule(Draft("dev.steward.ticket.created.v1", "", "assignee"), kNow);
  NotificationRule patch;
  patch.set_filter("priority = P1");
  EXPECT_EQ(UpdateRule(rule, patch, {}, kNow)->filter(), "priority = P1");
  patch.set_filter("prio = P1");
  EXPECT_THAT(UpdateRule(rule, patch, {}, kNow), HasReason(Reason::INVALID_FILTER));
}

TEST(EnableAndDisable, GoBackAndForth) {
  const NotificationRule enabled =
      *CreateRule(Draft("dev.steward.ticket.created.v1", "", "assignee"), kNow);
  EXPECT_THAT(EnableRule(enabled, kNow), HasReason(Reason::ILLEGAL_TRANSITION));
  const NotificationRule disabled = *DisableRule(enabled, kNow);
  EXPECT_EQ(disabled.state(), NotificationRule::DISABLED);
  EXPECT_THAT(DisableRule(disabled, kNow), HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_EQ(EnableRule(disabled, kNow)->state(), NotificationRule::ENABLED);
}

}  // namespace
}  // namespace steward::notification

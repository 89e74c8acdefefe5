#include "services/notification/domain/shipped.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/resource/rules.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/notification_template.h"
#include "services/notification/shipped.h"
#include "steward/catalog/v1/request.pb.h"
#include "steward/change/v1/change.pb.h"
#include "steward/ticket/v1/comment.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using testing::Contains;
using testing::Key;

class Shipped : public testing::Test {
 protected:
  Shipped() {
    google::protobuf::LinkMessageReflection<catalog::v1::Request>();
    google::protobuf::LinkMessageReflection<change::v1::Change>();
    google::protobuf::LinkMessageReflection<ticket::v1::Ticket>();
    google::protobuf::LinkMessageReflection<ticket::v1::Comment>();
  }
};

TEST_F(Shipped, HasRulesForTicketsAndApprovals) {
  for (const char* id : {"approval-requested", "approval-ended", "ticket-assigned",
                         "ticket-resolved", "ticket-commented"})
    EXPECT_THAT(ShippedRules(), Contains(Key(id)));
  EXPECT_TRUE(IsShippedEventType("dev.steward.ticket.assigned.v1"));
  EXPECT_FALSE(IsShippedEventType("dev.steward.ticket.read.v1"));
}

TEST_F(Shipped, TellsOfWhatGoesWrong) {
  for (const char* id : {"request-failed", "request-blocked", "request-cancelled", "change-failed",
                         "change-backed-out"})
    EXPECT_THAT(ShippedRules(), Contains(Key(id)));
}

TEST_F(Shipped, KeepsItsOwnRules) {
  for (const auto& [id, rule] : ShippedRules()) {
    SCOPED_TRACE(id);
    EXPECT_THAT(resource::CheckResource(rule, "rule"), IsOk());
    EXPECT_TRUE(rule.shipped());
    EXPECT_EQ(rule.state(), NotificationRule::ENABLED);
    EXPECT_THAT(ShippedTemplates(), Contains(Key(rule.template_().substr(22))));
  }
  EXPECT_FALSE(ShippedTemplates().empty());
  for (const auto& [id, each] : ShippedTemplates()) {
    SCOPED_TRACE(id);
    EXPECT_THAT(resource::CheckResource(each, "template"), IsOk());
    EXPECT_THAT(CheckTemplate(each), IsOk());
    EXPECT_TRUE(each.shipped());
  }
}

}  // namespace
}  // namespace steward::notification

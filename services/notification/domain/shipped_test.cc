#include "services/notification/domain/shipped.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "platform/resource/rules.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/notification_template.h"
#include "services/notification/domain/template_context.h"
#include "services/notification/shipped.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/catalog/v1/request.pb.h"
#include "steward/change/v1/change.pb.h"
#include "steward/ticket/v1/comment.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::StartsWith;

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

struct Ended {
  approval::v1::Approval::State state;
  const char* locale;
  const char* subject;
  const char* text;
};

TEST_F(Shipped, HasWordsForStates) {
  using approval::v1::Approval;
  const Ended cases[] = {
      {Approval::APPROVED, "en", "approvals/APR-1: approved: Laptop",
       "Laptop (requests/REQ-1) is approved."},
      {Approval::REJECTED, "en", "approvals/APR-1: rejected: Laptop",
       "Laptop (requests/REQ-1) is rejected."},
      {Approval::EXPIRED, "en", "approvals/APR-1: not decided in time: Laptop",
       "Laptop (requests/REQ-1) was not decided in time."},
      {Approval::APPROVED, "de-AT", "approvals/APR-1: genehmigt: Laptop",
       "Laptop (requests/REQ-1) ist genehmigt."},
      {Approval::REJECTED, "de", "approvals/APR-1: abgelehnt: Laptop",
       "Laptop (requests/REQ-1) ist abgelehnt."},
      {Approval::EXPIRED, "de", "approvals/APR-1: nicht rechtzeitig entschieden: Laptop",
       "Laptop (requests/REQ-1) wurde nicht rechtzeitig entschieden."},
  };
  for (const Ended& c : cases) {
    Approval approval;
    approval.set_name("approvals/APR-1");
    approval.set_title("Laptop");
    approval.set_subject("requests/REQ-1");
    approval.set_state(c.state);
    const auto said =
        Say(ShippedTemplates().at("approval-ended"), c.locale,
            ContextOf(TemplateData(TemplateData::type::object), DataOf(approval), {}, {}, {}));
    ASSERT_THAT(said, IsOk());
    EXPECT_EQ(said->subject, c.subject);
    EXPECT_THAT(said->text, StartsWith(c.text));
  }
}

TEST_F(Shipped, ShowsNoValuesOfEnumsButPriorities) {
  const std::set<std::string> raw = {"resource.state", "resource.kind", "resource.impact",
                                     "resource.closeCode", "resource.resolutionCode"};
  for (const auto& [id, each] : ShippedTemplates()) {
    SCOPED_TRACE(id);
    std::vector<std::string> texts = {each.subject(), each.text(), each.html()};
    for (const auto& translation : each.translations())
      texts.insert(texts.end(), {translation.subject(), translation.text(), translation.html()});
    for (const std::string& text : texts)
      for (const std::string& field : raw) EXPECT_THAT(text, Not(HasSubstr("{{" + field + "}}")));
  }
}

}  // namespace
}  // namespace steward::notification

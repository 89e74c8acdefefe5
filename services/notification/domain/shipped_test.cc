#include "services/notification/domain/shipped.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/resource/filter_match.h"
#include "platform/resource/rules.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/notification_rule.h"
#include "services/notification/domain/notification_template.h"
#include "services/notification/domain/recipients.h"
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
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
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

// Whom the rules of a type of events name, each with the rule.
std::vector<std::string> ToldOf(const std::string& event_type,
                                const google::protobuf::Message& it) {
  std::vector<std::string> told;
  for (const auto& [id, rule] : ShippedRules()) {
    const auto& types = rule.event_types();
    if (std::find(types.begin(), types.end(), event_type) == types.end()) continue;
    const auto filter = resource::FilterMatcher::Compile(rule.filter(), it.GetDescriptor());
    if (!filter.ok() || !filter->Matches(it)) continue;
    for (const std::string& name : NamedBy(rule, it)) told.push_back(id + " " + name);
  }
  return told;
}

TEST_F(Shipped, TellsAGroupOfWhatNobodyHasAndThenWhoeverHasIt) {
  const char kType[] = "dev.steward.ticket.assigned.v1";
  ticket::v1::Ticket ticket;
  ticket.set_requester("users/rita");
  EXPECT_THAT(ToldOf(kType, ticket), IsEmpty());
  ticket.set_assignment_group("groups/desk");
  EXPECT_THAT(ToldOf(kType, ticket), ElementsAre("ticket-queued groups/desk"));
  ticket.set_assignee("users/bob");
  EXPECT_THAT(ToldOf(kType, ticket), ElementsAre("ticket-assigned users/bob"));
}

TEST_F(Shipped, TellsOfAChangeWhoWantedItAndWhoCarriesItOut) {
  change::v1::Change change;
  change.set_requester("users/rita");
  change.set_implementer("users/ingo");
  for (const char* what : {"scheduled", "failed", "backed_out"}) {
    const std::string id = "change-" + absl::StrReplaceAll(what, {{"_", "-"}});
    EXPECT_THAT(ToldOf(absl::StrCat("dev.steward.change.", what, ".v1"), change),
                ElementsAre(id + " users/rita", id + " users/ingo"));
  }
}

TEST_F(Shipped, KeepsItsOwnRules) {
  for (const auto& [id, rule] : ShippedRules()) {
    SCOPED_TRACE(id);
    EXPECT_THAT(resource::CheckResource(rule, "rule"), IsOk());
    EXPECT_THAT(CheckRule(rule), IsOk());
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
    ASSERT_EQ(each.translations_size(), 1);
    EXPECT_EQ(each.translations(0).locale(), "de");
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

TEST_F(Shipped, HasWordsForAGroup) {
  ticket::v1::Ticket ticket;
  ticket.set_name("tickets/TSK-1");
  ticket.set_title("Hand it over");
  ticket.set_assignment_group("groups/desk");
  const auto say = [&](const char* locale) {
    return Say(ShippedTemplates().at("ticket-queued"), locale,
               ContextOf(TemplateData(TemplateData::type::object), DataOf(ticket), {}, {}, {}));
  };
  EXPECT_EQ(say("en")->subject, "tickets/TSK-1: waits for groups/desk: Hand it over");
  EXPECT_THAT(say("en")->text, StartsWith("tickets/TSK-1 waits for somebody of groups/desk"));
  EXPECT_EQ(say("de")->subject, "tickets/TSK-1: wartet auf groups/desk: Hand it over");
  EXPECT_THAT(say("de")->text, HasSubstr("jemand aus groups/desk es übernimmt"));
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

#include "services/notification/domain/telling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/time/timestamp.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/ticket/v1/comment.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using testing::ElementsAre;

class TellTest : public testing::Test {
 protected:
  TellTest() {
    event_.set_id("0199c0de-7a11-7f00-8000-000000000001");
    event_.set_type("dev.steward.ticket.assigned.v1");
    event_.set_resource_name("tickets/INC-1");
    event_.set_actor("users/agnes");
    ticket_.set_title("VPN is down");
    ticket_.set_requester("users/rita");
    words_.set_subject("{{resource.title}}");
    words_.set_text("{{recipient.displayName}} {{actor.displayName}} {{link}}");
    people_["users/rita"] = {true, "Rita", "rita@example.com", "", "", {}};
    people_["users/bob"] = {true, "Bob", "", "", "", {}};
    people_["users/agnes"] = {true, "Agnes", "agnes@example.com", "", "", {}};
    people_["users/gone"] = {false, "Gone", "gone@example.com", "", "", {}};
  }

  const NotificationRule* AddRule(const std::string& id, bool mandatory = false) {
    auto& rule = rules_.emplace_back(std::make_unique<NotificationRule>());
    rule->set_name("notificationRules/" + id);
    rule->set_event_class(v1::TICKET);
    rule->set_mandatory(mandatory);
    rule->add_channels(v1::MAIL);
    rule->add_channels(v1::INBOX);
    return rule.get();
  }

  std::vector<Told> All(const std::vector<Demand>& demands) {
    return Tell(event_, ticket_, demands, people_, terms_);
  }

  // "rita MAIL PENDING", "bob MAIL SUPPRESSED NO_ADDRESS" …
  std::vector<std::string> Outcomes(const std::vector<Demand>& demands) {
    std::vector<std::string> outcomes;
    for (const Told& told : All(demands)) {
      const Notification& each = told.notification;
      outcomes.push_back(
          absl::StrCat(each.recipient().substr(6), " ", v1::Channel_Name(each.channel()), " ",
                       Notification::State_Name(each.state()), each.reason() ? " " : "",
                       each.reason() ? Notification::Reason_Name(each.reason()) : ""));
    }
    return outcomes;
  }

  event::v1::Event event_;
  ticket::v1::Ticket ticket_;
  NotificationTemplate words_;
  KnownPeople people_;
  std::vector<std::unique_ptr<NotificationRule>> rules_;
  Terms terms_{true, "https://steward.example.com", absl::FromUnixSeconds(1700000000)};
};

TEST_F(TellTest, TellsEachByEachChannelOrSaysWhyNot) {
  const NotificationRule* rule = AddRule("a");
  EXPECT_THAT(
      Outcomes(
          {{rule, {"users/rita", "users/bob", "users/agnes", "users/gone", "users/x"}, &words_}}),
      ElementsAre("rita MAIL PENDING", "rita INBOX SENT", "bob MAIL SUPPRESSED NO_ADDRESS",
                  "bob INBOX SENT", "agnes MAIL SUPPRESSED OWN_ACTION",
                  "agnes INBOX SUPPRESSED OWN_ACTION", "gone MAIL SUPPRESSED INACTIVE",
                  "gone INBOX SUPPRESSED INACTIVE", "x MAIL SUPPRESSED INACTIVE",
                  "x INBOX SUPPRESSED INACTIVE"));
  terms_.sends_mails = false;
  EXPECT_THAT(Outcomes({{rule, {"users/rita"}, &words_}}),
              ElementsAre("rita MAIL SUPPRESSED NO_CHANNEL", "rita INBOX SENT"));
  EXPECT_THAT(Outcomes({{rule, {"users/rita"}, nullptr}}),
              ElementsAre("rita MAIL SUPPRESSED NO_CHANNEL", "rita INBOX FAILED TEMPLATE"));
}

TEST_F(TellTest, GivesALinkToDecideByMailOnlyToThoseWhoAreAsked) {
  approval::v1::Approval approval;
  approval.set_state(approval::v1::Approval::PENDING);
  *approval.mutable_expire_time() = ToProto(terms_.now + absl::Hours(24));
  auto* stage = approval.add_stages();
  stage->set_state(approval::v1::Stage::OPEN);
  stage->add_approvers()->set_user("users/rita");
  words_.set_text("{{#decisionLink}}Decide: {{decisionLink}}{{/decisionLink}}");
  event_.set_resource_name("approvals/APR-1");
  terms_.decision_link_lifetime = absl::Hours(1);

  const auto all =
      Tell(event_, approval, {{AddRule("a", true), {"users/rita", "users/agnes"}, &words_}},
           people_, terms_);

  ASSERT_EQ(all.size(), 4u);
  for (const Told& told : all) {
    const bool decides =
        told.notification.recipient() == "users/rita" && told.notification.channel() == v1::MAIL;
    const std::string name = told.notification.name();
    const std::string id = name.substr(name.find('/') + 1);
    EXPECT_EQ(told.notification.text(),
              decides ? "Decide: https://steward.example.com/decide#" + id : "");
    EXPECT_EQ(told.link.empty(), !decides);
  }
}

TEST_F(TellTest, TellsASubstituteForWhomTheyAreAsked) {
  approval::v1::Approval approval;
  approval.set_state(approval::v1::Approval::PENDING);
  *approval.mutable_expire_time() = ToProto(terms_.now + absl::Hours(24));
  auto* stage = approval.add_stages();
  stage->set_state(approval::v1::Stage::OPEN);
  stage->add_approvers()->set_user("users/rita");
  words_.set_text(
      "{{recipient.displayName}}{{#onBehalfOf}} for {{onBehalfOf.displayName}}{{/onBehalfOf}}");
  terms_.decision_link_lifetime = absl::Hours(1);
  Demand demand{AddRule("a"), {"users/rita"}, &words_};
  demand.substitutes = {{"users/bob", "users/rita"}};
  people_["users/bob"].email = "bob@example.com";

  const auto all = Tell(event_, approval, {demand}, people_, terms_);

  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].notification.text(), "Rita");
  EXPECT_EQ(all[0].notification.on_behalf_of(), "");
  EXPECT_EQ(all[2].notification.text(), "Bob for Rita");
  EXPECT_EQ(all[2].notification.recipient(), "users/bob");
  EXPECT_EQ(all[2].notification.on_behalf_of(), "users/rita");
  EXPECT_EQ(all[2].address, "bob@example.com");
  EXPECT_THAT(all[2].link, testing::HasSubstr("users/rita"));
  EXPECT_EQ(all[3].link, "");
}

TEST_F(TellTest, WritesInTheWordsOfTheTemplate) {
  const std::vector<Told> all = All({{AddRule("a"), {"users/rita"}, &words_}});

  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].address, "rita@example.com");
  EXPECT_EQ(all[0].notification.subject(), "VPN is down");
  EXPECT_EQ(all[0].notification.text(), "Rita Agnes https://steward.example.com/tickets/INC-1");
  EXPECT_EQ(all[1].address, "");
}

TEST_F(TellTest, HeedsPreferencesUnlessARuleIsMandatory) {
  auto* mute = people_["users/rita"].preference.add_mutes();
  mute->set_event_class(v1::TICKET);
  mute->set_channel(v1::MAIL);
  const NotificationRule* optional = AddRule("a");
  const NotificationRule* mandatory = AddRule("b", true);

  EXPECT_THAT(Outcomes({{optional, {"users/rita"}, &words_}}),
              ElementsAre("rita MAIL SUPPRESSED MUTED", "rita INBOX SENT"));
  EXPECT_THAT(Outcomes({{mandatory, {"users/rita", "users/agnes"}, &words_}}),
              ElementsAre("rita MAIL PENDING", "rita INBOX SENT", "agnes MAIL PENDING",
                          "agnes INBOX SENT"));
}

TEST_F(TellTest, TellsNobodyTwiceByTheSameChannel) {
  const NotificationRule* first = AddRule("a");
  const NotificationRule* mandatory = AddRule("b", true);
  const std::vector<Demand> demands = {{first, {"users/rita"}, &words_},
                                       {mandatory, {"users/rita"}, &words_}};

  EXPECT_THAT(Outcomes(demands),
              ElementsAre("rita MAIL PENDING", "rita INBOX SENT", "rita MAIL SUPPRESSED DUPLICATE",
                          "rita INBOX SUPPRESSED DUPLICATE"));
  EXPECT_EQ(All(demands)[0].notification.rule(), mandatory->name());
}

TEST_F(TellTest, TellsOfConfidentialRecordsToTheirOwnersOnly) {
  ticket_.set_confidential(true);
  const std::vector<Demand> demands = {{AddRule("a"), {"users/rita", "users/bob"}, &words_}};

  EXPECT_THAT(Outcomes(demands),
              ElementsAre("rita MAIL PENDING", "rita INBOX SENT", "bob MAIL SUPPRESSED NO_ACCESS",
                          "bob INBOX SUPPRESSED NO_ACCESS"));
  const std::vector<Told> all = All(demands);
  EXPECT_TRUE(all[0].notification.confidential());
  EXPECT_EQ(all[0].notification.reader(), "users/rita");
  EXPECT_EQ(all[3].notification.reader(), "");
  EXPECT_EQ(all[3].notification.text(), "");
}

TEST_F(TellTest, TellsOfRecordsOfVipsToTheirOwnersOnly) {
  ticket_.set_vip(true);
  ticket_.set_assignee("users/bob");

  EXPECT_THAT(Outcomes({{AddRule("a"), {"users/rita", "users/bob", "users/gone"}, &words_}}),
              ElementsAre("rita MAIL PENDING", "rita INBOX SENT", "bob MAIL SUPPRESSED NO_ADDRESS",
                          "bob INBOX SENT", "gone MAIL SUPPRESSED NO_ACCESS",
                          "gone INBOX SUPPRESSED NO_ACCESS"));
  ticket_.clear_assignee();
  EXPECT_THAT(Outcomes({{AddRule("a"), {"users/bob"}, &words_}}),
              ElementsAre("bob MAIL SUPPRESSED NO_ACCESS", "bob INBOX SUPPRESSED NO_ACCESS"));
}

TEST_F(TellTest, TellsOfInternalCommentsToNobody) {
  ticket::v1::Comment comment;
  comment.set_visibility(ticket::v1::Comment::INTERNAL);
  comment.set_requester("users/rita");
  const NotificationRule* rule = AddRule("a", true);

  for (const Told& told :
       Tell(event_, comment, {{rule, {"users/rita", "users/bob"}, &words_}}, people_, terms_))
    EXPECT_EQ(told.notification.reason(), Notification::NO_ACCESS);
}

TEST_F(TellTest, TellsNoMoreThanABoundMandatoryRulesFirst) {
  std::vector<std::string> crowd(kRecipientsMax - 1, "users/bob");
  const NotificationRule* optional = AddRule("a");
  const NotificationRule* mandatory = AddRule("b", true);

  const std::vector<Told> all =
      All({{optional, {"users/rita", "users/agnes"}, &words_}, {mandatory, crowd, &words_}});

  ASSERT_EQ(all.size(), 2 * kRecipientsMax);
  EXPECT_EQ(all.front().notification.rule(), mandatory->name());
  EXPECT_EQ(all.back().notification.recipient(), "users/rita");
}

TEST_F(TellTest, WritesNoMoreThanABound) {
  words_.set_text(std::string(200'000, 'x'));
  std::vector<std::string> crowd;
  for (int i = 0; i < 100; ++i) {
    crowd.push_back(absl::StrCat("users/u", i));
    people_[crowd.back()] = {true, "U", "u@example.com", "", "", {}};
  }

  size_t size = 0, failed = 0;
  for (const Told& told : All({{AddRule("a"), crowd, &words_}})) {
    size += told.size();
    if (told.notification.state() != Notification::FAILED) continue;
    ++failed;
    EXPECT_EQ(told.notification.reason(), Notification::TEMPLATE);
    EXPECT_EQ(told.size(), 0u);
  }

  EXPECT_LE(size, kMessagesMax);
  EXPECT_EQ(failed, 200 - kMessagesMax / (words_.text().size() + ticket_.title().size()));
}

TEST_F(TellTest, NamesTheSameNotificationAlwaysTheSame) {
  const std::vector<Demand> demands = {{AddRule("a"), {"users/rita", "users/bob"}, &words_}};
  std::set<std::string> names;
  for (const Told& told : All(demands)) names.insert(told.notification.name());

  EXPECT_EQ(names.size(), 4u);
  terms_.now += absl::Hours(1);
  for (const Told& told : All(demands)) EXPECT_EQ(names.count(told.notification.name()), 1u);
}

}  // namespace
}  // namespace steward::notification

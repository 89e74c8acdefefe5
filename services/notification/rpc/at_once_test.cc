// Two change for the first time what every tenant has without a row, or make the last of a quota.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/shipped.h"
#include "services/notification/rpc/notification_preference_handlers.h"
#include "services/notification/rpc/notification_rule_handlers.h"
#include "services/notification/store/contact_store.h"
#include "services/notification/store/test_database.h"
#include "steward/ticket/v1/comment.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using errors::Reason;

constexpr char kAssigned[] = "notificationRules/ticket-assigned";
constexpr int kRounds = 20;

class AtOnceTest : public testing::Test {
 protected:
  AtOnceTest() {
    google::protobuf::LinkMessageReflection<ticket::v1::Ticket>();
    google::protobuf::LinkMessageReflection<ticket::v1::Comment>();
  }

  // What two calls make of it that are made at once.
  template <class Change>
  static std::pair<absl::Status, absl::Status> Twice(const Change& change) {
    absl::Status first, second;
    std::thread other([&] { second = change("second"); });
    first = change("first");
    other.join();
    return {first, second};
  }

  TestDatabase database_;
  const people::CatchUp caught_up_ = [](auto, auto) { return absl::OkStatus(); };
  const ContactStore users_{&database_.points};
  const people::People groups_{&database_.points, caught_up_};
  NotificationRuleHandlers rules_{
      &database_.book, &database_.pool, {&users_, &groups_, caught_up_}};
  ContactStore contacts_{&database_.points};
  NotificationPreferenceHandlers preferences_{&database_.book, &contacts_};
};

TEST_F(AtOnceTest, ARuleThatIsShippedIsChangedByBoth) {
  for (int round = 0; round < kRounds; ++round) {
    const Call call = database_.CallOf(absl::StrCat("tenant", round));
    const auto [first, second] = Twice([&](const char* name) {
      v1::UpdateNotificationRuleRequest request;
      request.mutable_notification_rule()->set_name(kAssigned);
      request.mutable_notification_rule()->set_display_name(name);
      return rules_.UpdateNotificationRule(call, request).status();
    });

    EXPECT_THAT(first, IsOk());
    EXPECT_THAT(second, IsOk());
  }
}

TEST_F(AtOnceTest, ARuleThatIsShippedIsChangedByOneWhenBothNameItsEtag) {
  for (int round = 0; round < kRounds; ++round) {
    const Call call = database_.CallOf(absl::StrCat("tenant", round));
    const auto [first, second] = Twice([&](const char* name) {
      v1::UpdateNotificationRuleRequest request;
      request.mutable_notification_rule()->set_name(kAssigned);
      request.mutable_notification_rule()->set_display_name(name);
      request.mutable_notification_rule()->set_etag(ShippedRules().at("ticket-assigned").etag());
      return rules_.UpdateNotificationRule(call, request).status();
    });

    EXPECT_NE(first.ok(), second.ok());
    EXPECT_THAT(first.ok() ? second : first, HasReason(Reason::ETAG_MISMATCH));
  }
}

TEST_F(AtOnceTest, TheLastRuleOfTheQuotaIsMadeByOne) {
  const Call call = database_.CallOf("demo");
  const auto create = [&](const std::string& id) {
    v1::CreateNotificationRuleRequest request;
    request.set_notification_rule_id(id);
    NotificationRule& rule = *request.mutable_notification_rule();
    rule.set_display_name("P1");
    rule.add_event_types("dev.steward.ticket.created.v1");
    rule.add_recipients()->set_field("requester");
    rule.add_channels(v1::INBOX);
    rule.set_event_class(v1::TICKET);
    rule.set_template_("notificationTemplates/ticket-assigned");
    return rules_.CreateNotificationRule(call, request).status();
  };
  for (int i = 1; i < kRulesMax; ++i) ASSERT_THAT(create(absl::StrCat("r", i)), IsOk());
  for (int round = 0; round < kRounds; ++round) {
    const auto [first, second] =
        Twice([&](const char* name) { return create(absl::StrCat(name, round)); });

    ASSERT_NE(first.ok(), second.ok());
    EXPECT_THAT(first.ok() ? second : first, HasReason(Reason::QUOTA_EXCEEDED));
    v1::DeleteNotificationRuleRequest deletion;
    deletion.set_name(absl::StrCat("notificationRules/", first.ok() ? "first" : "second", round));
    ASSERT_THAT(rules_.DeleteNotificationRule(call, deletion), IsOk());
  }
}

TEST_F(AtOnceTest, APreferenceIsChangedByBoth) {
  for (int round = 0; round < kRounds; ++round) {
    const Call call = database_.CallOf(absl::StrCat("tenant", round));
    const auto [first, second] = Twice([&](const char* which) {
      v1::UpdateNotificationPreferenceRequest request;
      request.mutable_notification_preference()->set_name("notificationPreferences/alice");
      auto* mute = request.mutable_notification_preference()->add_mutes();
      mute->set_event_class(which[0] == 'f' ? v1::TICKET : v1::REQUEST);
      mute->set_channel(v1::INBOX);
      return preferences_.UpdateNotificationPreference(call, request).status();
    });

    EXPECT_THAT(first, IsOk());
    EXPECT_THAT(second, IsOk());
  }
}

}  // namespace
}  // namespace steward::notification

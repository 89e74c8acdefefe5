#include "platform/access/event_rule.h"

#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"
#include "steward/directory/v1/user.pb.h"
#include "steward/notification/v1/webhook.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::access {
namespace {

using event::v1::Event;
using ticket::v1::Ticket;

Event Of(const char* requester, bool confidential) {
  Ticket ticket;
  ticket.set_requester(requester);
  ticket.set_confidential(confidential);
  Event event;
  event.mutable_resource()->PackFrom(ticket);
  return event;
}

class EventRuleTest : public ::testing::Test {
 protected:
  bool Shows(const std::string& role, const Event& event) {
    const std::vector<std::string> roles = {role};
    std::string bytes = event.SerializeAsString();
    return rule_.Shows({"users/alice", roles, {}, Scope::kNone}, &bytes);
  }

  EventRule rule_{google::protobuf::DescriptorPool::generated_pool()};
};

TEST_F(EventRuleTest, ShowsWhatTheCallerMayGet) {
  struct Case {
    const char* role;
    bool other, confidential, own_confidential;
  };
  for (const Case& c :
       {Case{"tenant_admin", true, true, true}, Case{"auditor", true, true, true},
        Case{"agent", true, false, true}, Case{"requester", false, false, true},
        Case{"service", false, false, false}, Case{"nobody", false, false, false}}) {
    EXPECT_EQ(Shows(c.role, Of("users/bob", false)), c.other) << c.role;
    EXPECT_EQ(Shows(c.role, Of("users/bob", true)), c.confidential) << c.role;
    EXPECT_EQ(Shows(c.role, Of("users/alice", true)), c.own_confidential) << c.role;
  }
}

TEST_F(EventRuleTest, ShowsUnknownTypesToThoseWhoMayGetEverything) {
  Event event;
  event.mutable_resource()->set_type_url("type.googleapis.com/steward.later.v1.Thing");
  EXPECT_TRUE(Shows("tenant_admin", event));
  EXPECT_TRUE(Shows("auditor", event));
  EXPECT_FALSE(Shows("agent", event));
  EXPECT_THAT(rule_.IsKeptInside(event), HasReason(errors::Reason::INTERNAL));
}

TEST_F(EventRuleTest, ShowsNobodyWhatCannotBeRead) {
  const std::vector<std::string> roles = {"tenant_admin"};
  std::string broken = "\x0a\xff";
  EXPECT_FALSE(rule_.Shows({"users/alice", roles, {}, Scope::kTenant}, &broken));
  Event event = Of("users/alice", false);
  event.mutable_resource()->set_value("\xff");
  EXPECT_FALSE(Shows("agent", event));
  EXPECT_THAT(rule_.IsKeptInside(event), HasReason(errors::Reason::INTERNAL));
}

TEST_F(EventRuleTest, TakesOutWhatTheCallerMayNotRead) {
  directory::v1::User user;
  user.set_name("users/bob");
  user.set_title("Engineer");
  user.set_phone("+49 40 1");
  Event event;
  event.mutable_resource()->PackFrom(user);
  for (const char* path : {"phone", "title"}) event.add_changes()->set_path(path);
  const auto seen_by = [&](const char* subject, std::vector<std::string> roles) {
    std::string bytes = event.SerializeAsString();
    EXPECT_TRUE(rule_.Shows({subject, roles, {}, Scope::kNone}, &bytes));
    Event shown;
    EXPECT_TRUE(shown.ParseFromString(bytes));
    return shown;
  };
  const auto is_whole = [&](const Event& shown) {
    return shown.SerializeAsString() == event.SerializeAsString();
  };
  Event for_all = event;
  EXPECT_THAT(rule_.ConcealFromAll(&for_all), IsOk());

  EXPECT_TRUE(is_whole(seen_by("users/alice", {"agent"})));
  EXPECT_TRUE(is_whole(seen_by("users/bob", {"requester"})));
  for (const Event& shown : {seen_by("users/alice", {"requester"}), for_all}) {
    ASSERT_EQ(shown.changes_size(), 1);
    EXPECT_EQ(shown.changes(0).path(), "title");
    directory::v1::User rest;
    ASSERT_TRUE(shown.resource().UnpackTo(&rest));
    EXPECT_EQ(rest.phone(), "");
    EXPECT_EQ(rest.title(), "Engineer");
  }
}

// A requester who is no VIP took the place of one.
TEST_F(EventRuleTest, TakesTheFormerVipOutForWhoMayNotSeeThem) {
  Event event = Of("users/carl", false);
  auto* before = event.add_changes();
  before->set_path("vip");
  before->mutable_before()->set_bool_value(true);
  event.add_changes()->set_path("requester");
  const auto changes_for = [&](const char* role) {
    const std::vector<std::string> roles = {role};
    std::string bytes = event.SerializeAsString();
    EXPECT_TRUE(rule_.Shows({"users/alice", roles, {}, Scope::kNone}, &bytes));
    Event shown;
    EXPECT_TRUE(shown.ParseFromString(bytes));
    return shown.changes_size();
  };
  EXPECT_EQ(changes_for("integration"), 0);
  EXPECT_EQ(changes_for("agent"), 2);
  Event for_all = event;
  EXPECT_THAT(rule_.ConcealFromAll(&for_all), IsOk());
  EXPECT_EQ(for_all.changes_size(), 2);
}

TEST_F(EventRuleTest, KnowsWhatIsConfidential) {
  EXPECT_TRUE(rule_.IsKeptInside(Of("users/alice", true)).value());
  EXPECT_FALSE(rule_.IsKeptInside(Of("users/alice", false)).value());
  Event event;
  event.mutable_resource()->PackFrom(notification::v1::Webhook());
  EXPECT_FALSE(rule_.IsKeptInside(event).value());
}

}  // namespace
}  // namespace steward::access

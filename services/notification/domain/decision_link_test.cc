#include "services/notification/domain/decision_link.h"

#include <gtest/gtest.h>

#include "platform/time/timestamp.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/notification/v1/notification.pb.h"

namespace steward::notification {
namespace {

using approval::v1::Approval;
using approval::v1::Approver;
using approval::v1::Stage;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);
constexpr char kApproval[] = "approvals/APR-1";
constexpr char kNotification[] = "notifications/0199c0de-7a11-7f00-8000-000000000001-a1b2";

// Mallory has decided in the open stage, ann has not; bob is asked later.
Approval Asked() {
  Approval approval;
  approval.set_state(Approval::PENDING);
  approval.set_subject_digest(std::string(64, 'a'));
  *approval.mutable_expire_time() = ToProto(kNow + absl::Hours(24));
  approval.add_stages()->set_state(Stage::APPROVED);
  approval.add_stages()->set_state(Stage::OPEN);
  approval.add_stages()->set_state(Stage::WAITING);
  for (const char* user : {"users/mallory", "users/ann"})
    approval.mutable_stages(1)->add_approvers()->set_user(user);
  approval.mutable_stages(1)->mutable_approvers(0)->set_decision(Approver::APPROVE);
  approval.mutable_stages(2)->add_approvers()->set_user("users/bob");
  return approval;
}

Terms TermsOf(absl::Duration lifetime) {
  return {true, "https://steward.example.com", kNow, lifetime};
}

absl::Time EndFor(absl::Duration lifetime) {
  const auto link = DecisionLinkOf(Asked(), kApproval, "users/ann", "", TermsOf(lifetime));
  return link ? FromProto(link->expire_time()) : absl::InfinitePast();
}

TEST(DecisionLinkOf, SaysWhoDecidesWhat) {
  const auto link = DecisionLinkOf(Asked(), kApproval, "users/ann", "", TermsOf(absl::Hours(1)));

  ASSERT_TRUE(link);
  EXPECT_EQ(link->audience(), "change-approval");
  EXPECT_EQ(link->purpose(), "decide");
  EXPECT_EQ(link->subject(), "users/ann");
  EXPECT_EQ(link->resource(), kApproval);
  EXPECT_EQ(link->part(), 1);
  EXPECT_EQ(link->digest(), std::string(32, '\xaa'));
}

TEST(DecisionLinkOf, SaysForWhomASubstituteDecides) {
  const Terms terms = TermsOf(absl::Hours(1));
  const auto link = DecisionLinkOf(Asked(), kApproval, "users/sam", "users/ann", terms);

  ASSERT_TRUE(link);
  EXPECT_EQ(link->subject(), "users/sam");
  EXPECT_EQ(link->on_behalf_of(), "users/ann");
  EXPECT_EQ(link->part(), 1);
  for (const char* user : {"users/mallory", "users/bob", "users/rita"})
    EXPECT_FALSE(DecisionLinkOf(Asked(), kApproval, "users/sam", user, terms)) << user;
}

TEST(DecisionLinkOf, EndsWithTheApprovalAtTheLatest) {
  EXPECT_EQ(EndFor(absl::Hours(1)), kNow + absl::Hours(1));
  EXPECT_EQ(EndFor(absl::Hours(48)), kNow + absl::Hours(24));
}

TEST(DecisionLinkOf, IsForWhoeverIsAskedAndHasNotDecided) {
  const Terms terms = TermsOf(absl::Hours(1));
  for (const char* user : {"users/mallory", "users/bob", "users/rita", ""})
    EXPECT_FALSE(DecisionLinkOf(Asked(), kApproval, user, "", terms)) << user;
  Approval ended = Asked();
  ended.set_state(Approval::CANCELLED);
  EXPECT_FALSE(DecisionLinkOf(ended, kApproval, "users/ann", "", terms));
  EXPECT_FALSE(DecisionLinkOf(v1::Notification(), kApproval, "users/ann", "", terms));
  EXPECT_FALSE(DecisionLinkOf(Asked(), kApproval, "users/ann", "", TermsOf(absl::ZeroDuration())));
  Terms nowhere = terms;
  nowhere.link_base.clear();
  EXPECT_FALSE(DecisionLinkOf(Asked(), kApproval, "users/ann", "", nowhere));
}

TEST(WithToken, FillsThePlaceholderOfThisNotificationOnly) {
  const std::string place = LinkPlaceholder("https://steward.example.com", kNotification);
  const std::string other = LinkPlaceholder("https://steward.example.com", "notifications/other");
  EXPECT_EQ(place, "https://steward.example.com/decide#0199c0de-7a11-7f00-8000-000000000001-a1b2");

  EXPECT_EQ(WithToken("Go to " + place + "\n" + other, kNotification, "TOKEN"),
            "Go to https://steward.example.com/decide#TOKEN\n" + other);
  EXPECT_TRUE(HasLink("Go to " + place, kNotification));
  EXPECT_FALSE(HasLink("Go to " + other, kNotification));
}

}  // namespace
}  // namespace steward::notification

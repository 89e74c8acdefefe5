#include "services/notification/domain/substitution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using approval::v1::Approval;
using approval::v1::Approver;
using approval::v1::Stage;
using testing::ElementsAre;
using testing::IsEmpty;

// Rita asks; ann and ben are yet to decide, cleo has, and dan did for eve. Fred may not decide.
Approval Asked() {
  Approval approval;
  approval.set_requester("users/rita");
  approval.add_excluded("users/fred");
  Stage* decided = approval.add_stages();
  decided->set_state(Stage::APPROVED);
  decided->add_approvers()->set_user("users/early");
  Stage* open = approval.add_stages();
  open->set_state(Stage::OPEN);
  for (const char* user : {"users/ann", "users/ben", "users/cleo", "users/eve"})
    open->add_approvers()->set_user(user);
  open->mutable_approvers(2)->set_decision(Approver::APPROVE);
  open->mutable_approvers(3)->set_decision(Approver::APPROVE);
  open->mutable_approvers(3)->set_decided_by("users/dan");
  return approval;
}

// "sam for ann".
std::vector<std::string> Told(const KnownSubstitutes& known) {
  std::vector<std::string> told;
  for (const Substitution& each : SubstitutionsIn(Asked(), {"users/ann", "users/ben"}, known))
    told.push_back(absl::StrCat(each.substitute.substr(6), " for ", each.on_behalf_of.substr(6)));
  return told;
}

TEST(SubstitutionsIn, TellsSubstitutesOfWhomIsAsked) {
  EXPECT_THAT(Told({{"users/ann", {"users/sam", "users/sue"}}, {"users/ben", {"users/tom"}}}),
              ElementsAre("sam for ann", "sue for ann", "tom for ben"));
  EXPECT_THAT(Told({{"users/cleo", {"users/sam"}}, {"users/rita", {"users/sue"}}}), IsEmpty());
  EXPECT_THAT(Told({}), IsEmpty());
}

TEST(SubstitutionsIn, TellsEachOnceAsTheyDecideOnce) {
  EXPECT_THAT(Told({{"users/ann", {"users/sam"}}, {"users/ben", {"users/sam", "users/tom"}}}),
              ElementsAre("sam for ann", "tom for ben"));
}

TEST(SubstitutionsIn, PassesOverWhoeverCannotDecideForOthers) {
  for (const char* user : {"users/rita", "users/fred", "users/ben", "users/cleo", "users/dan"})
    EXPECT_THAT(Told({{"users/ann", {user}}}), IsEmpty()) << user;
  EXPECT_THAT(Told({{"users/ann", {"users/early"}}}), ElementsAre("early for ann"));
}

TEST(SubstitutionsIn, IsAboutApprovals) {
  EXPECT_THAT(SubstitutionsIn(ticket::v1::Ticket(), {"users/ann"}, {{"users/ann", {"users/sam"}}}),
              IsEmpty());
}

}  // namespace
}  // namespace steward::notification

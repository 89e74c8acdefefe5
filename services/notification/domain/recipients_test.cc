#include "services/notification/domain/recipients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "steward/approval/v1/approval.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using approval::v1::Approval;
using approval::v1::Approver;
using approval::v1::Stage;
using testing::ElementsAre;
using testing::IsEmpty;

NotificationRule Naming(const std::vector<std::string>& fields) {
  NotificationRule rule;
  for (const std::string& field : fields) rule.add_recipients()->set_field(field);
  return rule;
}

Stage* AddStage(Approval* approval, Stage::State state, const std::vector<std::string>& users) {
  Stage* stage = approval->add_stages();
  stage->set_state(state);
  for (const std::string& user : users) stage->add_approvers()->set_user(user);
  return stage;
}

TEST(NamedBy, NamesUsersAndGroupsEachOnce) {
  ticket::v1::Ticket ticket;
  ticket.set_requester("users/rita");
  ticket.set_creator("serviceAccounts/ci");
  ticket.set_assignment_group("groups/network");
  NotificationRule rule = Naming({"requester", "creator", "assignee", "assignment_group"});
  rule.add_recipients()->set_user("users/bob");
  rule.add_recipients()->set_user("users/rita");
  rule.add_recipients()->set_group("groups/managers");

  EXPECT_THAT(NamedBy(rule, ticket),
              ElementsAre("users/rita", "groups/network", "users/bob", "groups/managers"));
}

TEST(NamedBy, KnowsWhoIsYetToDecide) {
  Approval approval;
  AddStage(&approval, Stage::APPROVED, {"users/mike"});
  Stage* open = AddStage(&approval, Stage::OPEN, {"users/ben", "users/bea"});
  AddStage(&approval, Stage::WAITING, {"users/carl"});
  const NotificationRule all = Naming({"approvers"}), fresh = Naming({"new_approvers"});

  EXPECT_THAT(NamedBy(all, approval), ElementsAre("users/ben", "users/bea"));
  EXPECT_THAT(NamedBy(fresh, approval), ElementsAre("users/ben", "users/bea"));
  open->mutable_approvers(0)->set_decision(Approver::APPROVE);
  EXPECT_THAT(NamedBy(all, approval), ElementsAre("users/bea"));
  EXPECT_THAT(NamedBy(fresh, approval), IsEmpty());
}

TEST(ApproversNamedBy, KnowsThemFromOthers) {
  Approval approval;
  approval.set_requester("users/rita");
  AddStage(&approval, Stage::OPEN, {"users/ben", "users/bea"});
  NotificationRule rule = Naming({"requester", "new_approvers"});
  rule.add_recipients()->set_user("users/bob");

  EXPECT_THAT(ApproversNamedBy(rule, approval), ElementsAre("users/ben", "users/bea"));
  EXPECT_THAT(NamedBy(rule, approval),
              ElementsAre("users/rita", "users/ben", "users/bea", "users/bob"));
  EXPECT_THAT(ApproversNamedBy(Naming({"requester"}), approval), IsEmpty());
}

}  // namespace
}  // namespace steward::notification

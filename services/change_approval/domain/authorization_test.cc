#include "services/change_approval/domain/authorization.h"

#include <string>
#include <vector>

#include "services/change_approval/domain/changes_for_test.h"

namespace steward::change {
namespace {

using errors::Reason;
using ::testing::ElementsAreArray;

const ChangeModel kModel = ModelOf(ChangeModel::NORMAL);

TEST(Authorization, AsksWhomTheModelNames) {
  const Change change = Recorded(ChangeModel::NORMAL);

  const Approval draft = DraftOf(change, kModel);

  EXPECT_EQ(draft.subject(), "changes/CHG-7");
  EXPECT_EQ(draft.subject_digest(), DigestOf(change, kModel));
  EXPECT_EQ(draft.requester(), "users/rita");
  ASSERT_EQ(draft.stages_size(), 2);
  EXPECT_EQ(draft.stages(0).users(0), "users/a");
  EXPECT_EQ(draft.stages(1).required_count(), 2);
  EXPECT_EQ(draft.stages(1).groups(0), "groups/board");
}

TEST(Authorization, KeepsOutWhoeverRecordsItOrCarriesItOut) {
  const struct {
    const char *creator, *implementer;
    std::vector<std::string> excluded;
  } cases[] = {
      {"users/wes", "users/ivan", {"users/ivan", "users/wes"}},
      {"users/wes", "users/wes", {"users/wes"}},
      {"users/wes", "", {"users/wes"}},
      {"serviceAccounts/bot", "users/ivan", {"users/ivan"}},
      {"services/catalog", "", {}},
  };
  for (const auto& c : cases) {
    Change change = Recorded(ChangeModel::NORMAL);
    change.set_creator(c.creator);
    change.set_implementer(c.implementer);
    EXPECT_THAT(DraftOf(change, kModel).excluded(), ElementsAreArray(c.excluded)) << c.creator;
  }
}

TEST(Digest, IsOverWhatIsDecidedAboutAndNothingElse) {
  const Change change = Recorded(ChangeModel::NORMAL);
  const std::string digest = DigestOf(change, kModel);
  EXPECT_EQ(digest.size(), 64u);
  Change other = change;
  other.set_title("Other switches");
  other.set_state(Change::SCHEDULED);
  other.set_approval("approvals/CHG-7-1");
  EXPECT_EQ(DigestOf(other, kModel), digest);
  other.set_implementation_plan("Glue them in.");
  EXPECT_NE(DigestOf(other, kModel), digest);
  other = change;
  other.set_name("changes/CHG-8");
  EXPECT_NE(DigestOf(other, kModel), digest);
}

TEST(FirstAffected, IsTheFirstStageThatDecidesAboutIt) {
  const Change before = Recorded(ChangeModel::NORMAL);
  Change title = before, window = before, both = before;
  title.set_title("Other switches");
  Plan(absl::Hours(1), absl::Hours(2), &window);
  both = window;
  both.set_implementation_plan("Glue them in.");
  EXPECT_EQ(FirstAffected(before, before, kModel), absl::nullopt);
  EXPECT_EQ(FirstAffected(before, title, kModel), absl::nullopt);
  EXPECT_EQ(FirstAffected(before, window, kModel), 1);
  EXPECT_EQ(FirstAffected(before, both, kModel), 0);
}

TEST(Authorization, CountsTheApprovalsOfAChange) {
  Change change = Recorded(ChangeModel::NORMAL);
  change = WithNextApproval(change);
  EXPECT_EQ(change.approval(), "approvals/CHG-7-1");
  EXPECT_EQ(WithNextApproval(change).approval(), "approvals/CHG-7-2");
  change.set_approval("approvals/CHG-7-9");
  EXPECT_EQ(WithNextApproval(change).approval(), "approvals/CHG-7-10");
}

TEST(ActionBy, FollowsTheApprovalOfTheChangeOnly) {
  const struct {
    ChangeModel::Kind kind;
    Change::State state;
    Approval::State approval;
    const char* action;
  } cases[] = {
      {ChangeModel::NORMAL, Change::AUTHORIZATION, Approval::APPROVED, "schedule"},
      {ChangeModel::NORMAL, Change::AUTHORIZATION, Approval::REJECTED, "reject"},
      {ChangeModel::NORMAL, Change::AUTHORIZATION, Approval::EXPIRED, "reject"},
      {ChangeModel::NORMAL, Change::AUTHORIZATION, Approval::CANCELLED, "reject"},
      {ChangeModel::NORMAL, Change::AUTHORIZATION, Approval::PENDING, ""},
      {ChangeModel::NORMAL, Change::SCHEDULED, Approval::PENDING, "reauthorize"},
      {ChangeModel::NORMAL, Change::SCHEDULED, Approval::APPROVED, ""},
      {ChangeModel::NORMAL, Change::IMPLEMENTATION, Approval::PENDING, ""},
      {ChangeModel::NORMAL, Change::CANCELLED, Approval::APPROVED, ""},
      {ChangeModel::EMERGENCY, Change::IMPLEMENTATION, Approval::REJECTED, ""},
      {ChangeModel::EMERGENCY, Change::REVIEW, Approval::APPROVED, ""},
  };
  for (const auto& c : cases) {
    Change change = WithNextApproval(ChangeIn(c.kind, c.state));
    Approval approval;
    approval.set_state(c.approval);
    approval.set_name("approvals/APR-1");
    EXPECT_EQ(ActionBy(approval, change), "") << "another approval";
    approval.set_name(change.approval());
    EXPECT_EQ(ActionBy(approval, change), c.action)
        << Change::State_Name(c.state) << " " << Approval::State_Name(c.approval);
  }
}

TEST(CheckParties, KeepsThoseApartWhoAskAndWhoDecide) {
  Approval approval;
  auto* approver = approval.add_stages()->add_approvers();
  approver->set_user("users/a");
  approver->set_decided_by("users/s");
  Change change = Recorded(ChangeModel::NORMAL);
  EXPECT_THAT(CheckParties(change, approval), IsOk());
  for (const char* user : {"users/a", "users/s"}) {
    Change other = change;
    other.set_implementer(user);
    EXPECT_THAT(CheckParties(other, approval), HasReason(Reason::SEPARATION_OF_DUTIES));
    other = change;
    other.set_requester(user);
    EXPECT_THAT(CheckParties(other, approval), HasReason(Reason::SEPARATION_OF_DUTIES));
  }
  change.clear_implementer();
  approver->clear_decided_by();
  EXPECT_THAT(CheckParties(change, approval), IsOk());
}

TEST(CheckApproved, WantsAnApproval) {
  for (const auto code : {Change::SUCCESSFUL, Change::UNSUCCESSFUL})
    EXPECT_THAT(CheckApproved(nullptr, code), HasReason(Reason::APPROVAL_REQUIRED));
  Approval approval;
  for (int state = Approval::State_MIN + 1; state <= Approval::State_MAX; ++state) {
    approval.set_state(static_cast<Approval::State>(state));
    const bool is_approved = approval.state() == Approval::APPROVED;
    for (const auto code : {Change::SUCCESSFUL, Change::SUCCESSFUL_WITH_ISSUES})
      EXPECT_EQ(CheckApproved(&approval, code).ok(), is_approved) << state;
    EXPECT_EQ(CheckApproved(&approval, Change::UNSUCCESSFUL).ok(),
              is_approved || approval.state() == Approval::REJECTED)
        << state;
    EXPECT_EQ(IsAlive(approval), state == Approval::APPROVED || state == Approval::PENDING);
  }
}

}  // namespace
}  // namespace steward::change

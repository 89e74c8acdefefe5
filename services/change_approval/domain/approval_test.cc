#include "services/change_approval/domain/approval.h"

#include "google/protobuf/util/message_differencer.h"
#include "services/change_approval/domain/approvals_for_test.h"
#include "services/change_approval/domain/decide.h"

namespace steward::approval {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Types(const absl::StatusOr<Steps>& steps) {
  EXPECT_THAT(steps, IsOk());
  std::vector<std::string> types;
  for (const Step& step : steps.value_or(Steps())) types.push_back(step.event_type);
  return types;
}

std::vector<Stage::State> States(const Approval& approval) {
  std::vector<Stage::State> states;
  for (const Stage& stage : approval.stages()) states.push_back(stage.state());
  return states;
}

std::string Names(const Stage& stage) {
  std::string names;
  for (const Approver& approver : stage.approvers()) names += approver.user().substr(6) + " ";
  return names;
}

Approval Decided(const Approval& approval, const std::string& user, Approver::Decision decision) {
  v1::DecideApprovalRequest request;
  request.set_decision(decision);
  request.set_comment("Because.");
  return Last(Decide(approval, request, user, {}, kNow));
}

absl::StatusOr<Steps> RestateFrom(const Approval& approval, int stage, absl::Time now = kNow) {
  v1::RestateApprovalRequest request;
  request.set_from_stage(stage);
  request.set_subject_digest(std::string(64, 'b'));
  return Restate(approval, request, now);
}

TEST(ApprovalLifecycle, KnowsWhichActionsAStateAllows) {
  const auto& lifecycle = ApprovalLifecycle();
  EXPECT_EQ(lifecycle.initial_state(), "PENDING");
  EXPECT_THAT(lifecycle.AllowedActions("PENDING"), ElementsAre("cancel", "decide", "restate"));
  EXPECT_THAT(lifecycle.AllowedActions("APPROVED"), ElementsAre("restate"));
  for (const char* state : {"REJECTED", "CANCELLED", "EXPIRED"})
    EXPECT_THAT(lifecycle.AllowedActions(state), IsEmpty()) << state;
}

TEST(Create, AsksTheFirstStage) {
  const auto steps = Create(DraftOf({StageOf(Stage::ANY), StageOf(Stage::ALL)}), "users/carl",
                            {Users("ab"), Users("bc")}, kThen);

  EXPECT_THAT(Types(steps), ElementsAre("dev.steward.approval.requested.v1"));
  const Approval made = Last(steps);
  EXPECT_EQ(made.state(), Approval::PENDING);
  EXPECT_THAT(States(made), ElementsAre(Stage::OPEN, Stage::WAITING));
  EXPECT_EQ(Names(made.stages(1)), "b c ");
  EXPECT_EQ(made.creator(), "users/carl");
  EXPECT_EQ(made.requester(), "users/rita");
  EXPECT_EQ(FromProto(made.create_time()), kThen);
  EXPECT_EQ(FromProto(made.expire_time()), kThen + absl::Hours(14 * 24));
  EXPECT_FALSE(made.has_decide_time());
}

TEST(Create, TakesNothingThatOnlyTheServerSets) {
  Approval draft = DraftOf({StageOf(Stage::ANY)});
  draft.set_name("approvals/APR-7");
  draft.set_state(Approval::APPROVED);
  draft.set_creator("users/mallory");
  draft.set_cancel_reason("Never.");
  draft.mutable_stages(0)->set_state(Stage::APPROVED);
  *draft.mutable_stages(0)->add_approvers() = Users("m")[0];

  const Approval made = Last(Create(draft, "users/carl", {Users("a")}, kThen));
  EXPECT_TRUE(MessageDifferencer::Equals(
      made, Last(Create(DraftOf({StageOf(Stage::ANY)}), "users/carl", {Users("a")}, kThen))));
}

TEST(Create, AsksEverybodyOnceAndNoParty) {
  Approval draft = DraftOf({StageOf(Stage::ALL)});
  draft.add_excluded("users/i");
  Candidates candidates = Users("airb");
  candidates[2].set_user("users/rita");
  for (Approver again : Users("acb")) {
    again.set_group("groups/board");
    candidates.push_back(again);
  }

  const Approval made = Last(Create(draft, "users/carl", {candidates}, kThen));

  EXPECT_EQ(Names(made.stages(0)), "a b c ");
  EXPECT_EQ(made.stages(0).approvers(0).group(), "");
  EXPECT_EQ(made.stages(0).approvers(2).group(), "groups/board");
}

// Whoever asks for themself is the requester.
TEST(Create, DoesNotAskItsCreatorWhoIsTheRequester) {
  Approval draft = DraftOf({StageOf(Stage::ALL)});
  EXPECT_EQ(Names(Last(Create(draft, "users/a", {Users("ab")}, kThen)).stages(0)), "a b ");
  draft.clear_requester();
  const Approval own = Last(Create(draft, "users/a", {Users("ab")}, kThen));
  EXPECT_EQ(Names(own.stages(0)), "b ");
  EXPECT_EQ(own.requester(), "users/a");
}

TEST(Create, IsForSomebodyOfTheTenantWhenAGuestAsks) {
  Approval draft = DraftOf({StageOf(Stage::ALL)});
  EXPECT_TRUE(Create(draft, "tenants/globex/users/bob", {Users("ab")}, kThen).ok());
  draft.clear_requester();
  EXPECT_EQ(
      errors::ReasonOf(Create(draft, "tenants/globex/users/bob", {Users("ab")}, kThen).status()),
      Reason::INVALID_FIELD);
}

TEST(Create, ApprovesAtOnceWhatHasNoStages) {
  const auto steps = Create(DraftOf({}), "users/carl", {}, kThen);

  EXPECT_THAT(Types(steps),
              ElementsAre("dev.steward.approval.requested.v1", "dev.steward.approval.approved.v1"));
  EXPECT_EQ(steps->front().approval.state(), Approval::PENDING);
  EXPECT_EQ(Last(steps).state(), Approval::APPROVED);
  EXPECT_EQ(FromProto(Last(steps).decide_time()), kThen);
}

TEST(Create, RefusesWhatCannotBeDecided) {
  Stage counted = StageOf(Stage::ALL), percented = StageOf(Stage::COUNT, 1);
  counted.set_required_count(1);
  percented.set_required_percent(1);
  const struct {
    Stage stage;
    const char* asked;
    const char* field;
  } cases[] = {
      {StageOf(Stage::ANY), "", "users"},
      {StageOf(Stage::COUNT, 0), "ab", "required_count"},
      {StageOf(Stage::COUNT, -1), "ab", "required_count"},
      {StageOf(Stage::COUNT, 3), "ab", "required_count"},
      {StageOf(Stage::PERCENT, 0), "ab", "required_percent"},
      {StageOf(Stage::PERCENT, 101), "ab", "required_percent"},
      {counted, "ab", "required_count"},
      {percented, "ab", "required_percent"},
  };
  for (const auto& c : cases) {
    const auto refused = Create(DraftOf({StageOf(Stage::ANY), c.stage}), "users/carl",
                                {Users("a"), Users(c.asked)}, kThen);
    EXPECT_THAT(refused, HasReason(Reason::INVALID_FIELD)) << c.field;
    EXPECT_THAT(std::string(refused.status().message()),
                ::testing::StartsWith(absl::StrCat("approval.stages[1].", c.field)));
  }
}

TEST(Create, AsksNoMoreThanAThousand) {
  for (const int count : {1000, 1001}) {
    Candidates many(count);
    for (int i = 0; i < count; ++i) many[i].set_user(absl::StrCat("users/u", i));
    const auto made = Create(DraftOf({StageOf(Stage::ALL)}), "users/carl", {many}, kThen);
    EXPECT_EQ(made.ok(), count == 1000) << count;
  }
}

TEST(Create, ExpiresInTheNextYear) {
  const absl::Duration micro = absl::Microseconds(1), year = absl::Hours(365 * 24);
  const struct {
    absl::Duration after;
    bool counts;
  } cases[] = {{absl::ZeroDuration(), false},
               {-micro, false},
               {micro, true},
               {year, true},
               {year + micro, false}};
  for (const auto& c : cases) {
    Approval draft = DraftOf({});
    *draft.mutable_expire_time() = ToProto(kThen + c.after);
    const auto made = Create(draft, "users/carl", {}, kThen);
    EXPECT_EQ(errors::ReasonOf(made.status()),
              c.counts ? Reason::REASON_UNSPECIFIED : Reason::INVALID_FIELD)
        << c.after;
  }
}

TEST(Cancel, EndsWhatIsPending) {
  const Approval asked = Asked({StageOf(Stage::ANY), StageOf(Stage::ANY)}, "ab");
  const Approval half = Decided(asked, "users/a", Approver::APPROVE);

  const auto steps = Cancel(half, "Not needed.", kNow);

  EXPECT_THAT(Types(steps), ElementsAre("dev.steward.approval.cancelled.v1"));
  EXPECT_EQ(Last(steps).state(), Approval::CANCELLED);
  EXPECT_EQ(Last(steps).cancel_reason(), "Not needed.");
  EXPECT_EQ(FromProto(Last(steps).decide_time()), kNow);
  EXPECT_THAT(States(Last(steps)), ElementsAre(Stage::APPROVED, Stage::SKIPPED));
  EXPECT_THAT(Cancel(asked, "", kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(Expire, EndsWhatWasNotDecidedInTime) {
  const Approval asked = Asked({StageOf(Stage::ANY)}, "a");
  const absl::Time due = FromProto(asked.expire_time());

  EXPECT_THAT(Expire(asked, due - absl::Microseconds(1)), HasReason(Reason::ILLEGAL_TRANSITION));
  const auto steps = Expire(asked, due);
  EXPECT_THAT(Types(steps), ElementsAre("dev.steward.approval.expired.v1"));
  EXPECT_EQ(Last(steps).state(), Approval::EXPIRED);
  EXPECT_THAT(States(Last(steps)), ElementsAre(Stage::SKIPPED));
}

TEST(Restate, VoidsTheStagesFromOneOn) {
  const Approval asked = Asked({StageOf(Stage::ANY), StageOf(Stage::ALL)}, "ab");
  Approval half = Decided(asked, "users/a", Approver::APPROVE);
  half = Decided(half, "users/a", Approver::APPROVE);
  const Approval approved = Decided(half, "users/b", Approver::APPROVE);
  ASSERT_EQ(approved.state(), Approval::APPROVED);

  for (const Approval& before : {half, approved}) {
    const auto second = RestateFrom(before, 1);
    EXPECT_THAT(Types(second), ElementsAre("dev.steward.approval.restated.v1"));
    EXPECT_EQ(Last(second).state(), Approval::PENDING);
    EXPECT_FALSE(Last(second).has_decide_time());
    EXPECT_EQ(Last(second).subject_digest(), std::string(64, 'b'));
    EXPECT_EQ(Last(second).title(), "New switches");
    EXPECT_THAT(States(Last(second)), ElementsAre(Stage::APPROVED, Stage::OPEN));
    EXPECT_EQ(Last(second).stages(0).approvers(0).decision(), Approver::APPROVE);
    EXPECT_TRUE(MessageDifferencer::Equals(Last(second).stages(1).approvers(0), Users("a")[0]));

    const auto all = RestateFrom(before, 0);
    EXPECT_THAT(States(Last(all)), ElementsAre(Stage::OPEN, Stage::WAITING));
    EXPECT_TRUE(MessageDifferencer::Equals(Last(all).stages(0), asked.stages(0)));
  }
}

TEST(Restate, LeavesDecisionsOfAnEarlierStageThatIsOpen) {
  const Approval asked = Asked({StageOf(Stage::ALL), StageOf(Stage::ANY)}, "ab");
  const Approval begun = Decided(asked, "users/a", Approver::APPROVE);

  const Approval restated = Last(RestateFrom(begun, 1));

  EXPECT_THAT(States(restated), ElementsAre(Stage::OPEN, Stage::WAITING));
  EXPECT_TRUE(MessageDifferencer::Equals(restated.stages(0), begun.stages(0)));
}

TEST(Restate, ApprovesAgainWhatHasNoStages) {
  const Approval approved = Last(Create(DraftOf({}), "users/carl", {}, kThen));
  EXPECT_THAT(Types(RestateFrom(approved, 0)),
              ElementsAre("dev.steward.approval.restated.v1", "dev.steward.approval.approved.v1"));
  EXPECT_THAT(RestateFrom(approved, 1), HasReason(Reason::INVALID_FIELD));
}

TEST(Restate, RefusesStagesThatAreNoneAndATitleStays) {
  const Approval asked = Asked({StageOf(Stage::ANY)}, "a");
  for (const int stage : {-1, 1})
    EXPECT_THAT(RestateFrom(asked, stage), HasReason(Reason::INVALID_FIELD)) << stage;
  v1::RestateApprovalRequest request;
  request.set_title("Other switches");
  EXPECT_EQ(Last(Restate(asked, request, kNow)).title(), "Other switches");
}

TEST(Restate, IsTooLateOnceItIsExpired) {
  const Approval asked = Asked({StageOf(Stage::ANY)}, "a");
  EXPECT_THAT(RestateFrom(asked, 0, FromProto(asked.expire_time())),
              HasReason(Reason::APPROVAL_EXPIRED));
}

TEST(Actions, RefuseWhatHasEnded) {
  const Approval asked = Asked({StageOf(Stage::ANY)}, "a");
  const Approval ended[] = {Decided(asked, "users/a", Approver::REJECT),
                            Last(Cancel(asked, "Not needed.", kNow)),
                            Last(Expire(asked, FromProto(asked.expire_time())))};
  v1::DecideApprovalRequest decide;
  for (const Approval& each : ended) {
    for (const auto& refused :
         {Cancel(each, "Again.", kNow), Expire(each, FromProto(each.expire_time())),
          RestateFrom(each, 0), Decide(each, decide, "users/a", {}, kNow)})
      EXPECT_THAT(refused, HasReason(Reason::ILLEGAL_TRANSITION)) << each.DebugString();
  }
  const Approval approved = Decided(asked, "users/a", Approver::APPROVE);
  EXPECT_THAT(Cancel(approved, "Again.", kNow), HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(Decide(approved, decide, "users/a", {}, kNow), HasReason(Reason::ILLEGAL_TRANSITION));
}

}  // namespace
}  // namespace steward::approval

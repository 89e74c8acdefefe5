#include "services/change_approval/domain/decide.h"

#include "services/change_approval/domain/approvals_for_test.h"

namespace steward::approval {
namespace {

using errors::Reason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::DecideApprovalRequest Say(Approver::Decision decision, const std::string& for_whom = "") {
  v1::DecideApprovalRequest request;
  request.set_decision(decision);
  request.set_comment("Because.");
  request.set_on_behalf_of(for_whom);
  return request;
}

absl::StatusOr<Steps> Approve(const Approval& approval, const std::string& caller,
                              const std::vector<std::string>& acts_for = {},
                              const std::string& for_whom = "") {
  return Decide(approval, Say(Approver::APPROVE, for_whom), caller, acts_for, kNow);
}

TEST(Decide, RecordsWhatWasSaid) {
  const Approval asked = Asked({StageOf(Stage::ALL)}, "ab");

  const auto steps = Approve(asked, "users/b");

  ASSERT_THAT(steps, IsOk());
  ASSERT_EQ(steps->size(), 1u);
  EXPECT_EQ(steps->front().event_type, "dev.steward.approval.decided.v1");
  const Approver said = Last(steps).stages(0).approvers(1);
  EXPECT_EQ(said.decision(), Approver::APPROVE);
  EXPECT_EQ(said.comment(), "Because.");
  EXPECT_EQ(said.decided_by(), "");
  EXPECT_EQ(FromProto(said.decide_time()), kNow);
  EXPECT_EQ(FromProto(Last(steps).update_time()), kNow);
  EXPECT_EQ(Last(steps).stages(0).approvers(0).decision(), Approver::DECISION_UNSPECIFIED);
}

TEST(Decide, EndsWithTheLastStageOrARejectedOne) {
  const Approval asked = Asked({StageOf(Stage::ANY), StageOf(Stage::ANY)}, "a");
  const Approval half = Last(Approve(asked, "users/a"));
  EXPECT_EQ(half.stages(0).state(), Stage::APPROVED);
  EXPECT_EQ(half.stages(1).state(), Stage::OPEN);

  const auto approved = Approve(half, "users/a");
  ASSERT_EQ(approved->size(), 2u);
  EXPECT_EQ(approved->at(0).approval.state(), Approval::PENDING);
  EXPECT_EQ(approved->at(1).event_type, "dev.steward.approval.approved.v1");
  EXPECT_EQ(Last(approved).state(), Approval::APPROVED);
  EXPECT_EQ(FromProto(Last(approved).decide_time()), kNow);

  const auto rejected = Decide(asked, Say(Approver::REJECT), "users/a", {}, kNow);
  ASSERT_EQ(rejected->size(), 2u);
  EXPECT_EQ(rejected->at(1).event_type, "dev.steward.approval.rejected.v1");
  EXPECT_EQ(Last(rejected).state(), Approval::REJECTED);
  EXPECT_EQ(Last(rejected).stages(1).state(), Stage::SKIPPED);
}

TEST(Decide, LetsASubstituteActAndNamesBoth) {
  const Approval asked = Asked({StageOf(Stage::ALL)}, "ab");
  for (const char* for_whom : {"", "users/b"}) {
    const Approver said =
        Last(Approve(asked, "users/s", {"users/b"}, for_whom)).stages(0).approvers(1);
    EXPECT_EQ(said.user(), "users/b");
    EXPECT_EQ(said.decided_by(), "users/s");
  }
}

// Who asks to decide for whom, who stands in for whom, and what comes of it.
TEST(Decide, KnowsWhoMayDecideForWhom) {
  Approval asked = Asked({StageOf(Stage::ALL), StageOf(Stage::ALL)}, "abc");
  asked.add_excluded("users/x");
  const std::vector<std::string> none, b = {"users/b"}, ab = {"users/a", "users/b"};
  const struct {
    const char* what;
    const char* caller;
    const std::vector<std::string>& acts_for;
    const char* for_whom;
    Reason reason;
  } cases[] = {
      {"an approver", "users/a", none, "", Reason::REASON_UNSPECIFIED},
      {"an approver by name", "users/a", none, "users/a", Reason::REASON_UNSPECIFIED},
      {"an approver for another", "users/a", b, "users/b", Reason::REASON_UNSPECIFIED},
      {"an approver for a stranger", "users/a", b, "users/z", Reason::NOT_AN_APPROVER},
      {"an approver for another who named somebody else", "users/a", none, "users/b",
       Reason::NOT_AN_APPROVER},
      {"a stranger", "users/z", none, "", Reason::NOT_AN_APPROVER},
      {"a stranger by name", "users/z", none, "users/z", Reason::NOT_AN_APPROVER},
      {"a substitute of a stranger", "users/s", {"users/z"}, "users/z", Reason::NOT_AN_APPROVER},
      {"a substitute of two", "users/s", ab, "", Reason::INVALID_FIELD},
      {"a substitute of two who names one", "users/s", ab, "users/a", Reason::REASON_UNSPECIFIED},
      {"a program", "serviceAccounts/a", none, "", Reason::NOT_AN_APPROVER},
      {"the requester", "users/rita", none, "", Reason::SEPARATION_OF_DUTIES},
      {"the requester as a substitute", "users/rita", b, "users/b", Reason::SEPARATION_OF_DUTIES},
      {"somebody excluded", "users/x", none, "", Reason::SEPARATION_OF_DUTIES},
      {"somebody excluded as a substitute", "users/x", b, "", Reason::SEPARATION_OF_DUTIES},
      {"the creator", "users/carl", none, "", Reason::NOT_AN_APPROVER},
  };
  for (const auto& c : cases)
    EXPECT_EQ(errors::ReasonOf(Approve(asked, c.caller, c.acts_for, c.for_whom).status()), c.reason)
        << c.what;
}

TEST(Decide, TakesOneDecisionOfAPersonInAStage) {
  const Approval asked = Asked({StageOf(Stage::ALL), StageOf(Stage::ALL)}, "abc");
  const Approval by_a = Last(Approve(asked, "users/a"));
  const Approval by_substitute = Last(Approve(asked, "users/s", {"users/a"}));

  // The same approver again, by themself or by somebody for them.
  EXPECT_THAT(Approve(by_a, "users/a"), HasReason(Reason::ALREADY_DECIDED));
  EXPECT_THAT(Approve(by_a, "users/s", {"users/a"}), HasReason(Reason::ALREADY_DECIDED));
  EXPECT_THAT(Approve(by_substitute, "users/a"), HasReason(Reason::ALREADY_DECIDED));
  // The same person for another approver.
  EXPECT_THAT(Approve(by_a, "users/a", {"users/b"}, "users/b"), HasReason(Reason::ALREADY_DECIDED));
  EXPECT_THAT(Approve(by_substitute, "users/s", {"users/b"}), HasReason(Reason::ALREADY_DECIDED));
  // Whoever was represented has not decided, and may act for another.
  EXPECT_THAT(Approve(by_substitute, "users/a", {"users/b"}, "users/b"), IsOk());
  // The only one who is left.
  EXPECT_THAT(Approve(by_a, "users/s", {"users/a", "users/b"}), IsOk());

  // In the next stage everybody may decide again.
  const Approval next = Last(Approve(Last(Approve(by_substitute, "users/b")), "users/c"));
  ASSERT_EQ(next.stages(1).state(), Stage::OPEN);
  EXPECT_THAT(Approve(next, "users/s", {"users/a"}), IsOk());
}

TEST(Decide, RefusesDecisionsThatAreNotNeededAnyMore) {
  Approval asked = Last(Create(DraftOf({StageOf(Stage::ANY), StageOf(Stage::ANY)}), "users/carl",
                               {Users("ab"), Users("c")}, kThen));
  const Approval half = Last(Approve(asked, "users/a"));

  EXPECT_THAT(Approve(half, "users/b"), HasReason(Reason::NOT_AN_APPROVER));
  EXPECT_THAT(Approve(asked, "users/c"), HasReason(Reason::NOT_AN_APPROVER));
  EXPECT_THAT(Approve(Last(Approve(half, "users/c")), "users/b"),
              HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST(Decide, IsTooLateFromTheExpiryOn) {
  const Approval asked = Asked({StageOf(Stage::ANY)}, "a");
  const absl::Time due = FromProto(asked.expire_time());
  const auto say = Say(Approver::APPROVE);

  EXPECT_THAT(Decide(asked, say, "users/a", {}, due - absl::Microseconds(1)), IsOk());
  EXPECT_THAT(Decide(asked, say, "users/a", {}, due), HasReason(Reason::APPROVAL_EXPIRED));
}

TEST(Decide, IsAboutWhatTheCallerHasSeen) {
  const Approval asked = Asked({StageOf(Stage::ANY)}, "a");
  auto say = Say(Approver::APPROVE);
  say.set_subject_digest(kDigest);
  EXPECT_THAT(Decide(asked, say, "users/a", {}, kNow), IsOk());
  say.set_subject_digest(std::string(64, 'b'));
  EXPECT_THAT(Decide(asked, say, "users/a", {}, kNow), HasReason(Reason::SUBJECT_CHANGED));
  // Who is not asked learns nothing of it.
  EXPECT_THAT(Decide(asked, say, "users/z", {}, kNow), HasReason(Reason::NOT_AN_APPROVER));
}

TEST(Decide, RejectsWithAComment) {
  const Approval asked = Asked({StageOf(Stage::ANY)}, "a");
  for (const Approver::Decision decision : {Approver::APPROVE, Approver::REJECT}) {
    auto say = Say(decision);
    say.clear_comment();
    EXPECT_EQ(errors::ReasonOf(Decide(asked, say, "users/a", {}, kNow).status()),
              decision == Approver::REJECT ? Reason::INVALID_FIELD : Reason::REASON_UNSPECIFIED);
  }
}

TEST(WouldActFor, NamesThoseWhomTheCallerHasToRepresent) {
  const Approval asked = Asked({StageOf(Stage::ALL)}, "ab");
  const auto would = [&](const char* caller, const char* for_whom) {
    return WouldActFor(asked, Say(Approver::APPROVE, for_whom), caller);
  };
  EXPECT_THAT(would("users/a", ""), IsEmpty());
  EXPECT_THAT(would("users/a", "users/a"), IsEmpty());
  EXPECT_THAT(would("users/a", "users/b"), ElementsAre("users/b"));
  EXPECT_THAT(would("users/s", ""), ElementsAre("users/a", "users/b"));
  EXPECT_THAT(would("users/s", "users/z"), IsEmpty());
  EXPECT_THAT(would("users/rita", ""), IsEmpty());
  EXPECT_THAT(WouldActFor(Last(Cancel(asked, "No.", kNow)), {}, "users/s"), IsEmpty());
}

}  // namespace
}  // namespace steward::approval

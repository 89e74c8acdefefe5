#include "services/change_approval/domain/decision_link.h"

#include <functional>

#include "absl/strings/escaping.h"
#include "services/change_approval/domain/approvals_for_test.h"
#include "services/change_approval/domain/decide.h"

namespace steward::approval {
namespace {

using errors::Reason;
using identity::v1::Link;
using v1::DecisionLink;

Link LinkOf(const std::string& user, int stage = 0) {
  Link link;
  link.set_subject("users/" + user);
  link.set_resource("approvals/APR-1");
  link.set_part(stage);
  link.set_digest(absl::HexStringToBytes(kDigest));
  *link.mutable_expire_time() = ToProto(kNow + absl::Hours(1));
  return link;
}

Link LinkFor(const std::string& user, const std::string& approver) {
  Link link = LinkOf(user);
  link.set_on_behalf_of("users/" + approver);
  return link;
}

absl::StatusOr<Steps> Follow(const Approval& approval, const Link& link,
                             Approver::Decision decision = Approver::APPROVE,
                             const std::string& comment = "Because.",
                             const std::vector<std::string>& acts_for = {}) {
  v1::FollowDecisionLinkRequest request;
  request.set_decision(decision);
  request.set_comment(comment);
  return DecideByLink(approval, link, request, acts_for, kNow);
}

Approval After(const Approval& approval, const std::string& caller,
               const std::string& for_whom = "") {
  v1::DecideApprovalRequest request;
  request.set_decision(Approver::APPROVE);
  request.set_on_behalf_of(for_whom);
  const std::vector<std::string> acts_for = {for_whom};
  return Last(Decide(approval, request, caller, acts_for, kNow));
}

Approval Restated(const Approval& approval) {
  v1::RestateApprovalRequest request;
  request.set_subject_digest(std::string(64, 'b'));
  return Last(Restate(approval, request, kNow));
}

TEST(DecideByLink, DecidesAsDecideDoes) {
  const Approval asked = Asked({StageOf(Stage::ALL)}, "ab");

  const auto steps = Follow(asked, LinkOf("b"));

  const Approver said = Last(steps).stages(0).approvers(1);
  EXPECT_EQ(said.decision(), Approver::APPROVE);
  EXPECT_EQ(said.comment(), "Because.");
  EXPECT_EQ(said.decided_by(), "");
  EXPECT_EQ(steps->front().event_type, "dev.steward.approval.decided.v1");
  EXPECT_EQ(Last(Follow(asked, LinkOf("a"), Approver::REJECT)).state(), Approval::REJECTED);
  EXPECT_THAT(Follow(asked, LinkOf("a"), Approver::REJECT, ""), HasReason(Reason::INVALID_FIELD));
}

TEST(DecideByLink, DecidesForTheApproverWhoseSubstituteTheUserIs) {
  const Approval asked = Asked({StageOf(Stage::ALL)}, "ab");
  const Link link = LinkFor("s", "b");

  const auto steps = Follow(asked, link, Approver::APPROVE, "Fine.", {"users/b"});

  const Approver said = Last(steps).stages(0).approvers(1);
  EXPECT_EQ(said.user(), "users/b");
  EXPECT_EQ(said.decision(), Approver::APPROVE);
  EXPECT_EQ(said.decided_by(), "users/s");
  const DecisionLink shown = ShowLink(Last(steps), link, {}, kNow);
  EXPECT_EQ(shown.user(), "users/s");
  EXPECT_EQ(shown.on_behalf_of(), "users/b");
  EXPECT_EQ(shown.decision(), Approver::APPROVE);
}

struct Case {
  const char* what;
  Approval approval;
  Link link;
  Reason reason;
  DecisionLink::State state;
  std::vector<std::string> acts_for = {};
};

std::vector<Case> Cases() {
  const Approval any = Asked({StageOf(Stage::ANY), StageOf(Stage::ANY)}, "abc");
  const Approval all = Asked({StageOf(Stage::ALL), StageOf(Stage::ALL)}, "abc");
  Approval excluded = all, overdue = all;
  excluded.add_excluded("users/a");
  *overdue.mutable_expire_time() = ToProto(kNow);
  Link old = LinkOf("a");
  old.set_digest(std::string(32, '\xbb'));
  const Reason fine = Reason::REASON_UNSPECIFIED;
  const Approval restated = Restated(After(all, "users/a"));
  return {
      {"asked", all, LinkOf("a"), fine, DecisionLink::OPEN},
      {"the second of three", After(all, "users/a"), LinkOf("b"), fine, DecisionLink::OPEN},
      {"decided before", After(all, "users/a"), LinkOf("a"), Reason::LINK_SPENT,
       DecisionLink::SPENT},
      {"decided by a substitute", After(all, "users/s", "users/a"), LinkOf("a"), Reason::LINK_SPENT,
       DecisionLink::SPENT},
      {"decided for somebody else", After(all, "users/a", "users/b"), LinkOf("a"),
       Reason::ALREADY_DECIDED, DecisionLink::OPEN},
      {"the stage is decided without them", After(any, "users/a"), LinkOf("b"), Reason::LINK_SPENT,
       DecisionLink::SPENT},
      {"the next stage has a link of its own", After(any, "users/a"), LinkOf("a", 1), fine,
       DecisionLink::OPEN},
      {"a stage that is not open yet", any, LinkOf("a", 1), Reason::NOT_AN_APPROVER,
       DecisionLink::VOID},
      {"no such stage", any, LinkOf("a", 2), Reason::NOT_AN_APPROVER, DecisionLink::VOID},
      {"approved", After(After(any, "users/a"), "users/b"), LinkOf("b"), Reason::LINK_SPENT,
       DecisionLink::SPENT},
      {"rejected", Last(Follow(all, LinkOf("b"), Approver::REJECT)), LinkOf("a"),
       Reason::LINK_SPENT, DecisionLink::SPENT},
      {"cancelled", Last(Cancel(all, "Not needed.", kNow)), LinkOf("a"), Reason::ILLEGAL_TRANSITION,
       DecisionLink::VOID},
      {"expired", Last(Expire(overdue, kNow)), LinkOf("a"), Reason::ILLEGAL_TRANSITION,
       DecisionLink::VOID},
      {"overdue", overdue, LinkOf("a"), Reason::APPROVAL_EXPIRED, DecisionLink::VOID},
      {"another subject", all, old, Reason::SUBJECT_CHANGED, DecisionLink::VOID},
      {"restated", restated, LinkOf("b"), Reason::SUBJECT_CHANGED, DecisionLink::VOID},
      {"restated after they decided", restated, LinkOf("a"), Reason::SUBJECT_CHANGED,
       DecisionLink::VOID},
      {"not asked", all, LinkOf("x"), Reason::NOT_AN_APPROVER, DecisionLink::VOID},
      {"the requester", all, LinkOf("rita"), Reason::SEPARATION_OF_DUTIES, DecisionLink::VOID},
      {"excluded since", excluded, LinkOf("a"), Reason::SEPARATION_OF_DUTIES, DecisionLink::VOID},
  };
}

std::vector<Case> CasesOfSubstitutes() {
  const Approval all = Asked({StageOf(Stage::ALL), StageOf(Stage::ALL)}, "abc");
  const Reason fine = Reason::REASON_UNSPECIFIED;
  return {
      {"for an approver", all, LinkFor("s", "a"), fine, DecisionLink::OPEN, {"users/a"}},
      {"a substitute no longer", all, LinkFor("s", "a"), Reason::NOT_AN_APPROVER,
       DecisionLink::VOID},
      {"a substitute of another one",
       all,
       LinkFor("s", "a"),
       Reason::NOT_AN_APPROVER,
       DecisionLink::VOID,
       {"users/b"}},
      {"for nobody who is asked",
       all,
       LinkFor("s", "x"),
       Reason::NOT_AN_APPROVER,
       DecisionLink::VOID,
       {"users/x"}},
      {"the approver decided themself",
       After(all, "users/a"),
       LinkFor("s", "a"),
       Reason::LINK_SPENT,
       DecisionLink::SPENT,
       {"users/a"}},
      {"decided for another approver",
       After(all, "users/s", "users/b"),
       LinkFor("s", "a"),
       Reason::ALREADY_DECIDED,
       DecisionLink::OPEN,
       {"users/a", "users/b"}},
      {"the requester for an approver",
       all,
       LinkFor("rita", "a"),
       Reason::SEPARATION_OF_DUTIES,
       DecisionLink::VOID,
       {"users/a"}},
  };
}

void ExpectEach(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(
        errors::ReasonOf(Follow(c.approval, c.link, Approver::APPROVE, "", c.acts_for).status()),
        c.reason)
        << c.what;
    const DecisionLink shown = ShowLink(c.approval, c.link, c.acts_for, kNow);
    EXPECT_EQ(shown.state(), c.state) << c.what;
    EXPECT_EQ(shown.title().empty(), c.state == DecisionLink::VOID) << c.what;
  }
}

TEST(DecideByLink, IsRefusedAndShownAsTheApprovalStands) { ExpectEach(Cases()); }

TEST(DecideByLink, IsRefusedAndShownAsTheSubstitutionStands) { ExpectEach(CasesOfSubstitutes()); }

TEST(ShowLink, TellsWhatIsAskedAndWhatWasSaid) {
  const Approval asked = Asked({StageOf(Stage::ANY)}, "ab");

  const DecisionLink open = ShowLink(asked, LinkOf("a"), {}, kNow);
  EXPECT_EQ(open.approval(), "approvals/APR-1");
  EXPECT_EQ(open.user(), "users/a");
  EXPECT_EQ(open.subject(), "deployments/2041");
  EXPECT_EQ(open.title(), "New switches");
  EXPECT_EQ(open.requester(), "users/rita");
  EXPECT_EQ(open.stage(), "Board");
  EXPECT_EQ(open.decision(), Approver::DECISION_UNSPECIFIED);
  EXPECT_EQ(FromProto(open.expire_time()), kNow + absl::Hours(1));
  const Approval decided = Last(Follow(asked, LinkOf("a")));
  EXPECT_EQ(ShowLink(decided, LinkOf("a"), {}, kNow).decision(), Approver::APPROVE);
  EXPECT_EQ(ShowLink(decided, LinkOf("b"), {}, kNow).decision(), Approver::DECISION_UNSPECIFIED);
}

}  // namespace
}  // namespace steward::approval

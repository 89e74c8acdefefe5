#include "services/change_approval/rpc/approval_handlers.h"

#include "google/protobuf/util/message_differencer.h"
#include "services/change_approval/store/database_for_test.h"

namespace steward::approval {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;

class ApprovalHandlersTest : public ApprovalsTest {
 protected:
  ApprovalHandlersTest() {
    for (const char* user : {"rita", "a", "b", "c", "s"}) KnowUser(user);
    KnowUser("gone", false);
    for (const char* group : {"board", "empty"}) KnowGroup(group);
    KnowGroup("old", false);
    for (const char* user : {"b", "c", "rita", "gone"}) KnowMember("board", user);
    KnowSubstitute("a", "s");
  }

  // Asks users and groups, any of them.
  static v1::CreateApprovalRequest Question(const std::vector<std::string>& users,
                                            const std::vector<std::string>& groups = {}) {
    v1::CreateApprovalRequest request;
    *request.mutable_approval() = DraftOf({StageOf(Stage::ANY)});
    Stage* stage = request.mutable_approval()->mutable_stages(0);
    for (const std::string& user : users) stage->add_users("users/" + user);
    for (const std::string& group : groups) stage->add_groups("groups/" + group);
    return request;
  }
  absl::StatusOr<Approval> Ask(const v1::CreateApprovalRequest& request) {
    return handlers_.CreateApproval(CallOf("acme"), request);
  }
  static v1::DecideApprovalRequest Say(const Approval& approval, const std::string& etag = "") {
    v1::DecideApprovalRequest request;
    request.set_name(approval.name());
    request.set_etag(etag);
    request.set_decision(Approver::APPROVE);
    return request;
  }
  absl::StatusOr<Approval> Decide(const std::string& user,
                                  const v1::DecideApprovalRequest& request) {
    Call call = CallOf("acme", "DecideApproval");
    call.subject = "users/" + user;
    return handlers_.DecideApproval(call, request);
  }
  absl::StatusOr<Approval> Get(const std::string& name) {
    v1::GetApprovalRequest request;
    request.set_name(name);
    return handlers_.GetApproval(CallOf("acme", "GetApproval"), request);
  }

  ApprovalHandlers handlers_{{&store_, &people_, &members_, &substitutes_, &journal_}};
};

TEST_F(ApprovalHandlersTest, AskUsersAndActiveMembers) {
  const auto asked = Ask(Question({"a", "b"}, {"board"}));

  ASSERT_THAT(asked, IsOk());
  std::vector<std::string> names;
  for (const Approver& approver : asked->stages(0).approvers())
    names.push_back(absl::StrCat(approver.user(), " ", approver.group()));
  EXPECT_THAT(names, ElementsAre("users/a ", "users/b ", "users/c groups/board"));
  EXPECT_TRUE(MessageDifferencer::Equals(*Get(asked->name()), *asked));
}

TEST_F(ApprovalHandlersTest, RefuseWhoIsNotThere) {
  auto requester = Question({"a"}), excluded = Question({"a"}), disabled = Question({"a"});
  requester.mutable_approval()->set_requester("users/nobody");
  excluded.mutable_approval()->add_excluded("users/nobody");
  disabled.mutable_approval()->add_excluded("users/gone");
  const struct {
    const char* what;
    v1::CreateApprovalRequest request;
    Reason reason;
  } cases[] = {
      {"an unknown user", Question({"a", "nobody"}), Reason::REFERENCE_NOT_FOUND},
      {"a disabled user", Question({"gone"}), Reason::REFERENCE_DISABLED},
      {"the caller, whom the directory need not know", Question({"carl"}),
       Reason::REASON_UNSPECIFIED},
      {"an unknown group", Question({}, {"nobody"}), Reason::REFERENCE_NOT_FOUND},
      {"a disabled group", Question({}, {"old"}), Reason::REFERENCE_DISABLED},
      {"an empty group", Question({}, {"empty"}), Reason::INVALID_FIELD},
      {"the requester alone", Question({"rita"}), Reason::INVALID_FIELD},
      {"an unknown requester", requester, Reason::REFERENCE_NOT_FOUND},
      {"somebody unknown excluded", excluded, Reason::REFERENCE_NOT_FOUND},
      {"somebody disabled excluded", disabled, Reason::REASON_UNSPECIFIED},
  };
  for (const auto& c : cases)
    EXPECT_EQ(errors::ReasonOf(Ask(c.request).status()), c.reason) << c.what;
}

TEST_F(ApprovalHandlersTest, LetSubstitutesDecide) {
  const Approval asked = Ask(Question({"a", "b"})).value();
  auto for_b = Say(asked);
  for_b.set_on_behalf_of("users/b");
  EXPECT_THAT(Decide("s", for_b), HasReason(Reason::NOT_AN_APPROVER));
  EXPECT_THAT(Decide("c", Say(asked)), HasReason(Reason::NOT_AN_APPROVER));
  EXPECT_THAT(Decide("rita", Say(asked)), HasReason(Reason::SEPARATION_OF_DUTIES));

  const auto decided = Decide("s", Say(asked));

  ASSERT_THAT(decided, IsOk());
  EXPECT_EQ(decided->state(), Approval::APPROVED);
  EXPECT_EQ(decided->stages(0).approvers(0).decided_by(), "users/s");
}

// The answer to a repeat is the first one, though the decision took two steps.
TEST_F(ApprovalHandlersTest, AnswerARepeatAsTheFirstTime) {
  auto create = Question({"a"});
  create.set_request_id("ask");
  const Approval asked = Ask(create).value();
  auto say = Say(asked, asked.etag());
  say.set_request_id("say");

  const auto first = Decide("a", say), again = Decide("a", say);

  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*first, *again)) << again->DebugString();
  EXPECT_TRUE(MessageDifferencer::Equals(*Ask(create), asked));
  EXPECT_EQ(Told("acme", asked.name()).size(), 3u);
}

TEST_F(ApprovalHandlersTest, RefuseAQuestionToNobody) {
  v1::CreateApprovalRequest create;
  *create.mutable_approval() = DraftOf({});
  EXPECT_THAT(Ask(create), HasReason(errors::Reason::INVALID_FIELD));
}

TEST_F(ApprovalHandlersTest, TryWithoutChangingAnything) {
  auto create = Question({"a"});
  create.set_validate_only(true);
  const Call call = CallOf("acme");
  EXPECT_EQ(handlers_.CreateApproval(call, create)->stages(0).approvers_size(), 1);
  const Approval asked = Ask(Question({"a"})).value();
  EXPECT_EQ(asked.name(), "approvals/APR-1");

  auto say = Say(asked);
  say.set_validate_only(true);
  EXPECT_EQ(Decide("a", say)->state(), Approval::APPROVED);
  EXPECT_TRUE(MessageDifferencer::Equals(*Get(asked.name()), asked));
}

TEST_F(ApprovalHandlersTest, RefuseStaleEtags) {
  const Approval asked = Ask(Question({"a"})).value();
  v1::RestateApprovalRequest restate;
  restate.set_name(asked.name());
  restate.set_subject_digest(std::string(64, 'b'));
  const auto restated = handlers_.RestateApproval(CallOf("acme", "RestateApproval"), restate);
  ASSERT_THAT(restated, IsOk());

  EXPECT_THAT(Decide("a", Say(asked, asked.etag())), HasReason(Reason::ETAG_MISMATCH));
  auto seen = Say(asked);
  seen.set_subject_digest(asked.subject_digest());
  EXPECT_THAT(Decide("a", seen), HasReason(Reason::SUBJECT_CHANGED));
  v1::CancelApprovalRequest cancel;
  cancel.set_name(asked.name());
  cancel.set_cancel_reason("Not needed.");
  cancel.set_etag(asked.etag());
  const Call call = CallOf("acme", "CancelApproval");
  EXPECT_THAT(handlers_.CancelApproval(call, cancel), HasReason(Reason::ETAG_MISMATCH));
  cancel.set_etag(restated->etag());
  EXPECT_EQ(handlers_.CancelApproval(call, cancel)->state(), Approval::CANCELLED);
  EXPECT_THAT(Decide("a", Say(asked)), HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST_F(ApprovalHandlersTest, LetNobodyWithdrawWhatAServiceAskedFor) {
  Call service = CallOf("acme");
  service.subject = "services/catalog";
  v1::CancelApprovalRequest cancel;
  cancel.set_name(handlers_.CreateApproval(service, Question({"a"}))->name());
  cancel.set_cancel_reason("Not needed.");
  cancel.set_etag("stale");
  for (const char* other : {"users/carl", "users/rita", "serviceAccounts/bot", "services/other"}) {
    Call call = CallOf("acme", "CancelApproval");
    call.subject = other;
    EXPECT_THAT(handlers_.CancelApproval(call, cancel), HasReason(Reason::PERMISSION_DENIED))
        << other;
  }
  cancel.clear_etag();
  EXPECT_EQ(handlers_.CancelApproval(service, cancel)->state(), Approval::CANCELLED);
}

TEST_F(ApprovalHandlersTest, TellWhatMayBeDone) {
  const Approval asked = Ask(Question({"a"})).value();
  v1::TestApprovalPermissionsRequest request;
  request.set_name(asked.name());
  request.add_permissions("approvals.get");
  request.add_permissions("approvals.decide");
  Call call = CallOf("acme", "TestApprovalPermissions");
  call.roles = {"approver"};
  EXPECT_EQ(handlers_.TestApprovalPermissions(call, request)->permissions_size(), 2);
  call.roles = {"agent"};
  EXPECT_THAT(handlers_.TestApprovalPermissions(call, request)->permissions(),
              ElementsAre("approvals.get"));
  request.add_permissions("approvals.fly");
  EXPECT_THAT(handlers_.TestApprovalPermissions(call, request), HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::approval

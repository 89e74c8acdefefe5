#include "services/change_approval/rpc/change_handlers.h"

#include <atomic>
#include <thread>

#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/change_approval/domain/changes_for_test.h"
#include "services/change_approval/rpc/approval_handlers.h"
#include "services/change_approval/rpc/change_model_handlers.h"
#include "services/change_approval/rpc/change_template_handlers.h"
#include "services/change_approval/store/database_for_test.h"

namespace steward::change {
namespace {

using approval::Approver;
using approval::Stage;
using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using std::string_literals::operator""s;
using ::testing::ElementsAre;

class ChangeHandlersTest : public approval::ApprovalsTest {
 protected:
  ChangeHandlersTest() {
    for (const char* user : {"rita", "ivan", "a", "b", "c", "d"}) KnowUser(user);
    for (const char* item : {"proxy-1", "switch-1"}) KnowItem(item);
    KnowGroup("board");
    for (const char* user : {"b", "c", "d"}) KnowMember("board", user);
    MakeModel("network", ModelOf(ChangeModel::NORMAL));
    MakeModel("emergency", ModelOf(ChangeModel::EMERGENCY));
    MakeModel("standard", ModelOf(ChangeModel::STANDARD));
  }

  static Call CallAs(const std::string& user = "rita") {
    Call call = approval::CallOf("acme", "Any");
    call.subject = "users/" + user;
    call.time = kNow;
    return call;
  }
  void MakeModel(const std::string& id, const ChangeModel& model) {
    v1::CreateChangeModelRequest request;
    request.set_change_model_id(id);
    *request.mutable_change_model() = model;
    ASSERT_THAT(models_.CreateChangeModel(CallAs(), request), IsOk());
  }
  absl::StatusOr<Change> Record(ChangeModel::Kind kind, const std::string& model) {
    v1::CreateChangeRequest request;
    *request.mutable_change() = DraftOf(kind);
    request.mutable_change()->set_model("changeModels/" + model);
    return handlers_.CreateChange(CallAs(), request);
  }
  template <class Request>
  static Request For(const Change& change) {
    Request request;
    request.set_name(change.name());
    return request;
  }
  // Two stages are asked: a; two of b, c and d.
  Change Asked() {
    const Change change = Record(ChangeModel::NORMAL, "network").value();
    EXPECT_THAT(handlers_.AssessChange(CallAs(), For<v1::AssessChangeRequest>(change)), IsOk());
    return handlers_.RequestChangeApproval(CallAs(), For<v1::RequestChangeApprovalRequest>(change))
        .value();
  }
  Change Scheduled() {
    const Change asked = Asked();
    for (const char* user : {"a", "b", "c"}) EXPECT_THAT(Say(asked, user), IsOk());
    return Now(asked);
  }
  absl::StatusOr<Approval> Say(const Change& change, const std::string& user,
                               Approver::Decision decision = Approver::APPROVE) {
    approval::v1::DecideApprovalRequest request;
    request.set_name(change.approval());
    request.set_decision(decision);
    request.set_comment("So be it.");
    return approvals_.DecideApproval(CallAs(user), request);
  }
  absl::StatusOr<Change> Set(const Change& change, const char* path, const Change& patch) {
    v1::UpdateChangeRequest request;
    *request.mutable_change() = patch;
    request.mutable_change()->set_name(change.name());
    request.mutable_update_mask()->add_paths(path);
    return handlers_.UpdateChange(CallAs(), request);
  }
  Change Now(const Change& change) { return changes_.changes.Get(CallAs(), change.name()).value(); }
  Approval ApprovalOf(const Change& change) {
    return store_.Get(CallAs(), change.approval())->resource;
  }
  std::vector<std::string> VerbsOf(const std::string& name) {
    std::vector<std::string> verbs;
    for (const std::string& type : Told("acme", name))
      verbs.push_back(std::vector<std::string>(absl::StrSplit(type, '.')).at(3));
    return verbs;
  }

  ChangeStore changes_{&pool_, {&points_, &lister_, &journal_}};
  ChangeApprovals change_approvals_{{&changes_, &store_, &people_, &members_}};
  approval::ApprovalHandlers approvals_{
      {&store_, &people_, &members_, &substitutes_, &journal_,
       [this](const Call& call, const Approval& after, journal::Change* change) {
         return change_approvals_.Follow(call, after, change);
       }}};
  ConfigurationItems items_{&pool_, catch_up_};
  ChangeHandlers handlers_{{&changes_, &change_approvals_, &people_, &items_}};
  ChangeModelHandlers models_{&changes_, &people_};
  ChangeTemplateHandlers templates_{&changes_, &items_};
};

TEST_F(ChangeHandlersTest, GiveBackWhatTheyWereGiven) {
  const auto change = Record(ChangeModel::NORMAL, "network");
  ASSERT_THAT(change, IsOk());
  EXPECT_EQ(change->name(), "changes/CHG-1");
  EXPECT_TRUE(MessageDifferencer::Equals(Now(*change), *change));
  EXPECT_EQ(Record(ChangeModel::NORMAL, "network")->name(), "changes/CHG-2");
}

TEST_F(ChangeHandlersTest, RefuseModelsAndTemplatesThatAreOutOfUse) {
  EXPECT_THAT(Record(ChangeModel::NORMAL, "other"), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Record(ChangeModel::STANDARD, "standard"), HasReason(Reason::REFERENCE_NOT_FOUND));
  v1::CreateChangeTemplateRequest create;
  create.set_change_template_id("restart");
  *create.mutable_change_template() = Template();
  ASSERT_THAT(templates_.CreateChangeTemplate(CallAs(), create), IsOk());
  EXPECT_THAT(Record(ChangeModel::STANDARD, "standard"), HasReason(Reason::REFERENCE_DISABLED));
  v1::ApproveChangeTemplateRequest approve;
  approve.set_name("changeTemplates/restart");
  EXPECT_THAT(templates_.ApproveChangeTemplate(CallAs(), approve),
              HasReason(Reason::SEPARATION_OF_DUTIES));
  ASSERT_THAT(templates_.ApproveChangeTemplate(CallAs("a"), approve), IsOk());
  EXPECT_EQ(Record(ChangeModel::STANDARD, "standard")->state(), Change::SCHEDULED);
  v1::RetireChangeTemplateRequest retire;
  retire.set_name(approve.name());
  ASSERT_THAT(templates_.RetireChangeTemplate(CallAs(), retire), IsOk());
  EXPECT_THAT(Record(ChangeModel::STANDARD, "standard"), HasReason(Reason::REFERENCE_DISABLED));
  v1::DisableChangeModelRequest disable;
  disable.set_name("changeModels/network");
  ASSERT_THAT(models_.DisableChangeModel(CallAs(), disable), IsOk());
  EXPECT_THAT(Record(ChangeModel::NORMAL, "network"), HasReason(Reason::REFERENCE_DISABLED));
}

TEST_F(ChangeHandlersTest, AskWithTheChange) {
  const Change asked = Asked();

  EXPECT_EQ(asked.state(), Change::AUTHORIZATION);
  EXPECT_EQ(asked.approval(), "approvals/CHG-1-1");
  const Approval approval = ApprovalOf(asked);
  EXPECT_EQ(approval.subject(), asked.name());
  EXPECT_EQ(approval.stages(1).approvers_size(), 3);
  EXPECT_THAT(Say(asked, "rita"), HasReason(Reason::SEPARATION_OF_DUTIES));
  EXPECT_THAT(Say(asked, "ivan"), HasReason(Reason::SEPARATION_OF_DUTIES));
}

// Of many who ask at once one does, and the approval is there once.
TEST_F(ChangeHandlersTest, AskOnceHoweverManyAsk) {
  for (int round = 0; round < 5; ++round) {
    const Change change = Record(ChangeModel::NORMAL, "network").value();
    ASSERT_THAT(handlers_.AssessChange(CallAs(), For<v1::AssessChangeRequest>(change)), IsOk());
    std::atomic<int> asked{0}, refused{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const auto request = For<v1::RequestChangeApprovalRequest>(change);
        const absl::Status status = handlers_.RequestChangeApproval(CallAs(), request).status();
        if (status.ok()) ++asked;
        if (errors::ReasonOf(status) == Reason::ILLEGAL_TRANSITION) ++refused;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(asked, 1);
    EXPECT_EQ(refused, 5);
    EXPECT_THAT(VerbsOf(Now(change).approval()), ElementsAre("requested"));
    EXPECT_THAT(VerbsOf(change.name()), ElementsAre("created", "assessed", "approval_requested"));
  }
}

TEST_F(ChangeHandlersTest, FollowTheApproval) {
  const Change scheduled = Scheduled();
  EXPECT_EQ(scheduled.state(), Change::SCHEDULED);
  EXPECT_THAT(VerbsOf(scheduled.name()),
              ElementsAre("created", "assessed", "approval_requested", "scheduled"));

  const Change asked = Asked();
  ASSERT_THAT(Say(asked, "a", Approver::REJECT), IsOk());
  EXPECT_EQ(Now(asked).state(), Change::NEW);
  EXPECT_FALSE(Now(asked).has_risk());
  ASSERT_THAT(handlers_.AssessChange(CallAs(), For<v1::AssessChangeRequest>(asked)), IsOk());
  const auto again =
      handlers_.RequestChangeApproval(CallAs(), For<v1::RequestChangeApprovalRequest>(asked));
  EXPECT_EQ(again->approval(), "approvals/CHG-2-2");
  // One that is withdrawn counts as one that is rejected.
  approval::v1::CancelApprovalRequest cancel;
  cancel.set_name("approvals/CHG-2-2");
  cancel.set_cancel_reason("Not now.");
  ASSERT_THAT(approvals_.CancelApproval(CallAs(), cancel), IsOk());
  EXPECT_EQ(Now(asked).state(), Change::NEW);
}

TEST_F(ChangeHandlersTest, LetNoOtherApprovalMoveAChange) {
  const Change asked = Asked();
  approval::v1::CreateApprovalRequest request;
  Approval* draft = request.mutable_approval();
  Stage stage = approval::StageOf(Stage::ANY);
  stage.add_users("users/a");
  *draft = approval::DraftOf({stage});
  Call call = CallAs();
  call.subject = "services/catalog";
  // Of the change, of one that there is not, and of what is no change.
  for (const std::string& subject : {asked.name(), "changes/CHG-99"s, "changes/CHG/1"s}) {
    draft->set_subject(subject);
    EXPECT_THAT(approvals_.CreateApproval(CallAs(), request), HasReason(Reason::INVALID_FIELD));
    Change other;
    other.set_approval(approvals_.CreateApproval(call, request)->name());
    EXPECT_THAT(Say(other, "a"), IsOk()) << subject;
  }
  EXPECT_EQ(Now(asked).state(), Change::AUTHORIZATION);
}

// C5: earlier stages keep what they decided.
TEST_F(ChangeHandlersTest, AskAgainFromTheFirstStageThatIsAffected) {
  const Change scheduled = Scheduled();
  const std::string digest = ApprovalOf(scheduled).subject_digest();
  Change patch;
  patch.set_title("Newer switches");
  EXPECT_EQ(Set(scheduled, "title", patch)->state(), Change::SCHEDULED);
  Plan(absl::ZeroDuration(), absl::Hours(2), &patch);

  const auto moved = Set(scheduled, "planned_end_time", patch);

  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->state(), Change::AUTHORIZATION);
  EXPECT_TRUE(MessageDifferencer::Equals(Now(scheduled), *moved));
  const Approval restated = ApprovalOf(*moved);
  EXPECT_EQ(restated.state(), Approval::PENDING);
  EXPECT_EQ(restated.title(), "Newer switches");
  EXPECT_NE(restated.subject_digest(), digest);
  EXPECT_EQ(restated.stages(0).state(), Stage::APPROVED);
  EXPECT_EQ(restated.stages(1).state(), Stage::OPEN);
  for (const char* user : {"c", "d"}) ASSERT_THAT(Say(*moved, user), IsOk());
  EXPECT_EQ(Now(scheduled).state(), Change::SCHEDULED);
  patch.set_implementation_plan("Glue them in.");
  EXPECT_EQ(Set(scheduled, "implementation_plan", patch)->state(), Change::AUTHORIZATION);
  EXPECT_EQ(ApprovalOf(scheduled).stages(0).state(), Stage::OPEN);
}

TEST_F(ChangeHandlersTest, KeepApproversAndPartiesApart) {
  const Change scheduled = Scheduled();
  Change patch;
  patch.set_implementer("users/a");
  EXPECT_THAT(Set(scheduled, "implementer", patch), HasReason(Reason::SEPARATION_OF_DUTIES));
  patch.set_implementer("users/rita");
  const auto other = Set(scheduled, "implementer", patch);
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ(other->state(), Change::SCHEDULED);
  EXPECT_THAT(ApprovalOf(*other).excluded(), ElementsAre("users/rita"));
  EXPECT_EQ(ApprovalOf(*other).state(), Approval::APPROVED);
  // Nobody approved it a second time.
  EXPECT_EQ(VerbsOf(other->approval()).back(), "restated");
}

TEST_F(ChangeHandlersTest, LetNoApproverBeginWhatNobodyIsToCarryOut) {
  const Change scheduled = Scheduled();
  ASSERT_THAT(Set(scheduled, "implementer", Change()), IsOk());
  const auto start = For<v1::StartChangeRequest>(scheduled);
  // One has decided; the other was asked.
  for (const char* user : {"a", "d"})
    EXPECT_THAT(handlers_.StartChange(CallAs(user), start), HasReason(Reason::SEPARATION_OF_DUTIES))
        << user;
  EXPECT_EQ(Now(scheduled).state(), Change::SCHEDULED);
  EXPECT_EQ(handlers_.StartChange(CallAs("ivan"), start)->implementer(), "users/ivan");
}

TEST_F(ChangeHandlersTest, AskNeitherWhoRecordedItNorWhoBeganIt) {
  v1::CreateChangeRequest request;
  *request.mutable_change() = DraftOf(ChangeModel::EMERGENCY);
  request.mutable_change()->set_model("changeModels/emergency");
  request.mutable_change()->set_requester("users/rita");
  request.mutable_change()->clear_implementer();
  const Change recorded = handlers_.CreateChange(CallAs("b"), request).value();
  const auto start = For<v1::StartChangeRequest>(recorded);
  const auto begun = handlers_.StartChange(CallAs("ivan"), start);
  ASSERT_THAT(begun, IsOk());
  EXPECT_THAT(ApprovalOf(*begun).excluded(), ElementsAre("users/b", "users/ivan"));
  EXPECT_EQ(ApprovalOf(*begun).stages(1).approvers_size(), 2);
  EXPECT_THAT(Say(*begun, "b"), HasReason(Reason::SEPARATION_OF_DUTIES));
}

// It must be made at once: whom to ask afterwards can be mended later.
TEST_F(ChangeHandlersTest, BeginAnEmergencyThatNobodyCouldApprove) {
  v1::CreateChangeRequest request;
  *request.mutable_change() = DraftOf(ChangeModel::EMERGENCY);
  request.mutable_change()->set_model("changeModels/emergency");
  request.mutable_change()->set_implementer("users/a");
  const Change recorded = handlers_.CreateChange(CallAs(), request).value();

  const auto begun = handlers_.StartChange(CallAs(), For<v1::StartChangeRequest>(recorded));

  ASSERT_THAT(begun, IsOk());
  EXPECT_EQ(begun->state(), Change::IMPLEMENTATION);
  EXPECT_EQ(begun->approval(), "");
  EXPECT_THAT(begun->problem(), ::testing::HasSubstr("leave nobody to decide"));
  EXPECT_THAT(VerbsOf(recorded.name()), ElementsAre("created", "started"));
  const auto ask = For<v1::RequestChangeApprovalRequest>(recorded);
  EXPECT_THAT(handlers_.RequestChangeApproval(CallAs(), ask), HasReason(Reason::INVALID_FIELD));
  ASSERT_THAT(handlers_.CompleteChange(CallAs(), For<v1::CompleteChangeRequest>(recorded)), IsOk());
  auto close = For<v1::CloseChangeRequest>(recorded);
  close.set_close_code(Change::SUCCESSFUL);
  close.set_close_notes("Fine.");
  EXPECT_THAT(handlers_.CloseChange(CallAs(), close), HasReason(Reason::APPROVAL_REQUIRED));
}

TEST_F(ChangeHandlersTest, ForgetTheProblemOnceTheApprovalIsAskedFor) {
  const Change recorded = Record(ChangeModel::EMERGENCY, "emergency").value();
  AskPostgres(owner_,
              "SET app.tenant = 'acme'; UPDATE known_user SET active = false "
              "WHERE name = 'users/a'");
  const auto begun = handlers_.StartChange(CallAs(), For<v1::StartChangeRequest>(recorded));
  ASSERT_THAT(begun, IsOk());
  EXPECT_NE(begun->problem(), "");
  AskPostgres(owner_,
              "SET app.tenant = 'acme'; UPDATE known_user SET active = true "
              "WHERE name = 'users/a'");
  const auto asked =
      handlers_.RequestChangeApproval(CallAs(), For<v1::RequestChangeApprovalRequest>(recorded));
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->problem(), "");
  EXPECT_EQ(asked->approval(), "approvals/CHG-1-1");
}

TEST_F(ChangeHandlersTest, RefuseModelsThatNameWhomThereIsNot) {
  const auto reason_of = [&](const ChangeModel& model) {
    v1::CreateChangeModelRequest request;
    request.set_change_model_id("other");
    *request.mutable_change_model() = model;
    return errors::ReasonOf(models_.CreateChangeModel(CallAs(), request).status());
  };
  KnowUser("gone", false);
  KnowGroup("closed", false);
  const ChangeModel sound = ModelOf(ChangeModel::NORMAL);
  ChangeModel model = sound;
  model.mutable_stages(0)->add_users("users/nobody");
  EXPECT_EQ(reason_of(model), Reason::REFERENCE_NOT_FOUND);
  model = sound;
  model.mutable_stages(0)->add_users("users/gone");
  EXPECT_EQ(reason_of(model), Reason::REFERENCE_DISABLED);
  model = sound;
  model.mutable_stages(1)->add_groups("groups/nobody");
  EXPECT_EQ(reason_of(model), Reason::REFERENCE_NOT_FOUND);
  model = sound;
  model.mutable_stages(1)->add_groups("groups/closed");
  EXPECT_EQ(reason_of(model), Reason::REFERENCE_DISABLED);
  model = sound;
  model.set_incident_group("groups/board");
  EXPECT_EQ(reason_of(model), Reason::INVALID_FIELD) << "no group of the kind ASSIGNMENT";
  EXPECT_EQ(reason_of(sound), Reason::REASON_UNSPECIFIED);
}

TEST_F(ChangeHandlersTest, CancelWhatIsAskedFor) {
  const Change asked = Asked();
  auto cancel = For<v1::CancelChangeRequest>(asked);
  cancel.set_cancel_reason("Not needed.");
  ASSERT_THAT(handlers_.CancelChange(CallAs(), cancel), IsOk());
  EXPECT_EQ(Now(asked).state(), Change::CANCELLED);
  EXPECT_EQ(ApprovalOf(asked).state(), Approval::CANCELLED);
  EXPECT_EQ(VerbsOf(asked.name()).back(), "cancelled");
}

TEST_F(ChangeHandlersTest, CloseAnEmergencyOnlyOnceItIsApproved) {
  const Change recorded = Record(ChangeModel::EMERGENCY, "emergency").value();
  auto start = For<v1::StartChangeRequest>(recorded);
  start.set_request_id("start");
  const auto begun = handlers_.StartChange(CallAs(), start);
  ASSERT_THAT(begun, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*handlers_.StartChange(CallAs(), start), *begun));
  EXPECT_EQ(begun->approval(), "approvals/CHG-1-1");
  const auto ask = For<v1::RequestChangeApprovalRequest>(recorded);
  EXPECT_THAT(handlers_.RequestChangeApproval(CallAs(), ask),
              HasReason(Reason::RESOURCE_ALREADY_EXISTS));
  const auto complete = For<v1::CompleteChangeRequest>(recorded);
  ASSERT_THAT(handlers_.CompleteChange(CallAs(), complete), IsOk());
  auto close = For<v1::CloseChangeRequest>(recorded);
  close.set_close_code(Change::SUCCESSFUL);
  close.set_close_notes("Fine.");
  EXPECT_THAT(handlers_.CloseChange(CallAs(), close), HasReason(Reason::APPROVAL_REQUIRED));
  ASSERT_THAT(Say(*begun, "a", Approver::REJECT), IsOk());
  EXPECT_EQ(Now(recorded).state(), Change::REVIEW);
  EXPECT_THAT(handlers_.CloseChange(CallAs(), close), HasReason(Reason::APPROVAL_REQUIRED));
  const auto again = handlers_.RequestChangeApproval(CallAs(), ask);
  EXPECT_EQ(again->approval(), "approvals/CHG-1-2");
  for (const char* user : {"a", "b", "c"}) ASSERT_THAT(Say(*again, user), IsOk());
  EXPECT_EQ(handlers_.CloseChange(CallAs(), close)->state(), Change::CLOSED);
}

TEST_F(ChangeHandlersTest, CloseWhatWasRejectedAsUnsuccessful) {
  const Change recorded = Record(ChangeModel::EMERGENCY, "emergency").value();
  const auto begun = handlers_.StartChange(CallAs(), For<v1::StartChangeRequest>(recorded));
  ASSERT_THAT(handlers_.CompleteChange(CallAs(), For<v1::CompleteChangeRequest>(recorded)), IsOk());
  auto close = For<v1::CloseChangeRequest>(recorded);
  close.set_close_code(Change::UNSUCCESSFUL);
  close.set_close_notes("It was not to be.");
  EXPECT_THAT(handlers_.CloseChange(CallAs(), close), HasReason(Reason::APPROVAL_REQUIRED));
  ASSERT_THAT(Say(*begun, "a", Approver::REJECT), IsOk());
  close.set_close_code(Change::SUCCESSFUL_WITH_ISSUES);
  EXPECT_THAT(handlers_.CloseChange(CallAs(), close), HasReason(Reason::APPROVAL_REQUIRED));
  close.set_close_code(Change::UNSUCCESSFUL);
  EXPECT_EQ(handlers_.CloseChange(CallAs(), close)->state(), Change::CLOSED);
}

TEST_F(ChangeHandlersTest, TryWithoutChangingAnything) {
  const Change change = Record(ChangeModel::NORMAL, "network").value();
  auto assess = For<v1::AssessChangeRequest>(change);
  assess.set_validate_only(true);
  EXPECT_EQ(handlers_.AssessChange(CallAs(), assess)->state(), Change::ASSESSMENT);
  assess.set_validate_only(false);
  assess.set_etag("stale");
  EXPECT_THAT(handlers_.AssessChange(CallAs(), assess), HasReason(Reason::ETAG_MISMATCH));
  EXPECT_TRUE(MessageDifferencer::Equals(Now(change), change));
  EXPECT_THAT(VerbsOf(change.name()), ElementsAre("created"));
}

TEST(ChangeColumns, FitTheContract) {
  EXPECT_THAT(resource::CheckColumns(*ChangeTable().list.table), IsOk());
  EXPECT_THAT(resource::CheckColumns(*ChangeModelTable().list.table), IsOk());
  EXPECT_THAT(resource::CheckColumns(*ChangeTemplateTable().list.table), IsOk());
}

}  // namespace
}  // namespace steward::change

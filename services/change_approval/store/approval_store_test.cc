#include "services/change_approval/store/approval_store.h"

#include "absl/strings/str_replace.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/change_approval/domain/decide.h"
#include "services/change_approval/store/database_for_test.h"

namespace steward::approval {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kName[] = "approvals/APR-1";

class ApprovalStoreTest : public ApprovalsTest {
 protected:
  static absl::StatusOr<Steps> Ask(const std::string& letters = "a",
                                   absl::Time expire_time = kNow + absl::Hours(1)) {
    Approval draft = DraftOf({StageOf(Stage::ALL)});
    draft.set_description(std::string(20000, 'd'));
    draft.add_excluded("users/x");
    *draft.mutable_expire_time() = ToProto(expire_time);
    return Create(draft, "users/carl", {Users(letters)}, kThen);
  }
  absl::StatusOr<Approval> Approve(const std::string& user) {
    const Call call = CallOf("acme", "DecideApproval");
    v1::DecideApprovalRequest request;
    request.set_decision(Approver::APPROVE);
    return journal::Mutate<Approval>(
        journal_, call, request, [&]() -> absl::StatusOr<ApprovalDecision> {
          ASSIGN_OR_RETURN(const StoredApproval stored, store_.Get(call, kName));
          ASSIGN_OR_RETURN(Steps steps, Decide(stored.resource, request, user, {}, kNow));
          return store_.Update(call, stored, std::move(steps));
        });
  }
  std::vector<std::string> Due(absl::Time now, int limit = 10) {
    std::vector<std::string> names;
    approval::Due last;
    while (true) {
      const auto due = store_.ListExpired(now, last, limit, CallOf("acme").deadline).value();
      for (const auto& each : due) names.push_back(absl::StrCat(each.tenant, " ", each.id));
      if (due.empty()) return names;
      last = due.back();
    }
  }
};

TEST(ApprovalColumns, FitTheContract) {
  EXPECT_THAT(resource::CheckColumns(ApprovalColumns()), IsOk());
}

TEST_F(ApprovalStoreTest, GivesBackWhatItWasGiven) {
  auto made = Put("acme", Ask().value());
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->name(), kName);

  auto stored = store_.Get(CallOf("acme"), kName);

  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->version, 1);
  EXPECT_TRUE(MessageDifferencer::Equals(stored->resource, *made));
  Approval expected = Last(Ask());
  expected.set_name(kName);
  expected.set_etag(made->etag());
  EXPECT_TRUE(MessageDifferencer::Equals(*made, expected));
}

TEST_F(ApprovalStoreTest, MakesEachStepAVersionAndAnEvent) {
  ASSERT_THAT(Put("acme", Ask("ab").value()), IsOk());
  ASSERT_THAT(Approve("users/a"), IsOk());
  auto approved = Approve("users/b");

  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(approved->state(), Approval::APPROVED);
  auto stored = store_.Get(CallOf("acme"), kName);
  EXPECT_EQ(stored->version, 4);
  EXPECT_TRUE(MessageDifferencer::Equals(stored->resource, *approved));
  EXPECT_THAT(Told("acme", kName),
              ElementsAre("dev.steward.approval.requested.v1", "dev.steward.approval.decided.v1",
                          "dev.steward.approval.decided.v1", "dev.steward.approval.approved.v1"));
  const auto events = history_.ListHistory("acme", kName, 2, 10, CallOf("acme").deadline).value();
  Approval then;
  ASSERT_TRUE(events[0].event().resource().UnpackTo(&then));
  EXPECT_EQ(then.state(), Approval::PENDING);
  ASSERT_TRUE(events[1].event().resource().UnpackTo(&then));
  EXPECT_TRUE(MessageDifferencer::Equals(then, *approved));
  EXPECT_EQ(events[1].event().changes(0).path(), "state");
}

TEST_F(ApprovalStoreTest, MakesWhatIsApprovedAtOnceInTwoSteps) {
  auto made = Put("acme", Create(DraftOf({}), "users/carl", {}, kThen).value());

  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->name(), kName);
  EXPECT_EQ(store_.Get(CallOf("acme"), kName)->version, 2);
  EXPECT_THAT(Told("acme", kName),
              ElementsAre("dev.steward.approval.requested.v1", "dev.steward.approval.approved.v1"));
  EXPECT_EQ(Put("acme", Ask().value())->name(), "approvals/APR-2");
}

TEST_F(ApprovalStoreTest, ListsTheNewestFirst) {
  for (const char* letters : {"a", "b"}) ASSERT_THAT(Put("acme", Ask(letters).value()), IsOk());
  ASSERT_THAT(Put("beta", Ask().value()), IsOk());

  auto page = store_.List(CallOf("acme"), {"state = PENDING AND subject = \"deployments/2041\""});

  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->Parse().approvals_size(), 2);
  EXPECT_EQ(page->Parse().approvals(0).name(), "approvals/APR-2");
}

TEST_F(ApprovalStoreTest, ShowsWhoLacksTheTenantTheirOwn) {
  ASSERT_THAT(Put("acme", Ask().value()), IsOk());
  Call own = CallOf("acme", "GetApproval");
  own.scope = Scope::kOwn;
  for (const char* user : {"users/rita", "users/carl", "users/a"}) {
    own.subject = user;
    const bool is_owner = std::string(user) != "users/a";
    EXPECT_EQ(store_.Get(own, kName).ok(), is_owner) << user;
    EXPECT_EQ(store_.List(own, {})->Parse().approvals_size(), is_owner ? 1 : 0) << user;
  }
}

TEST_F(ApprovalStoreTest, DoesNotTellAForeignOneFromOneThatIsMissing) {
  ASSERT_THAT(Put("acme", Ask().value()), IsOk());

  auto foreign = store_.Get(CallOf("beta"), kName);
  auto missing = store_.Get(CallOf("beta"), "approvals/APR-2");

  EXPECT_THAT(foreign, HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_EQ(absl::StrReplaceAll(errors::ToProto(foreign.status()).SerializeAsString(),
                                {{"APR-1", "APR-2"}}),
            errors::ToProto(missing.status()).SerializeAsString());
  EXPECT_THAT(store_.Get(CallOf("acme"), "tickets/APR-1"), HasReason(Reason::INVALID_FIELD));
}

TEST_F(ApprovalStoreTest, FindsWhatHasExpiredInAllTenants) {
  const absl::Duration minute = absl::Minutes(1);
  ASSERT_THAT(Put("acme", Ask("a", kNow + 3 * minute).value()), IsOk());
  ASSERT_THAT(Put("acme", Ask("a", kNow + minute).value()), IsOk());
  ASSERT_THAT(Put("beta", Ask("a", kNow + minute).value()), IsOk());
  ASSERT_THAT(Put("beta", Create(DraftOf({}), "users/carl", {}, kThen).value()), IsOk());

  EXPECT_THAT(Due(kNow), IsEmpty());
  for (const int limit : {1, 10}) {
    EXPECT_THAT(Due(kNow + minute, limit), ElementsAre("acme APR-2", "beta APR-1"));
    EXPECT_THAT(Due(kNow + absl::Hours(24 * 365), limit),
                ElementsAre("acme APR-2", "beta APR-1", "acme APR-1"));
  }
}

}  // namespace
}  // namespace steward::approval

#include "services/change_approval/jobs/approval_asker.h"

#include <atomic>
#include <mutex>
#include <set>
#include <string>

#include "platform/status/errors.h"
#include "platform/testing/eventually.h"
#include "services/change_approval/domain/changes_for_test.h"
#include "services/change_approval/store/database_for_test.h"

namespace steward::change {
namespace {

using ::testing::ElementsAre;

class ApprovalAskerTest : public approval::ApprovalsTest {
 protected:
  // Stores a change, past the handlers; returns "tenant name".
  std::string Put(const std::string& tenant, ChangeModel::Kind kind, Change::State state,
                  const std::string& approval = "") {
    Change change = ChangeIn(kind, state);
    change.set_approval(approval);
    change.clear_name();
    const Call call = approval::CallOf(tenant);
    const auto stored = changes_.changes.Commit(
        call, v1::GetChangeRequest(),
        [&]() -> absl::StatusOr<ChangeDecision> { return changes_.PlanCreate(call, change); });
    return tenant + " " + stored->name();
  }
  // Notes who is asked about, and answers so.
  ApprovalAsker::Options Options() {
    return {&changes_,
            [this](const Call& call, const v1::RequestChangeApprovalRequest& request) {
              EXPECT_EQ(call.subject, "services/change-approval");
              std::lock_guard lock(mutex_);
              ++walks_;
              asked_.insert(call.tenant + " " + request.name());
              return answer_;
            },
            absl::Milliseconds(20), 2};
  }
  std::set<std::string> asked() {
    std::lock_guard lock(mutex_);
    return asked_;
  }

  ChangeStore changes_{&pool_, {&points_, &lister_, &journal_}};
  std::mutex mutex_;
  std::set<std::string> asked_;
  absl::Status answer_;
  std::atomic<int> walks_{0};
};

TEST_F(ApprovalAskerTest, AsksForEmergenciesThatWereBegunWithout) {
  const std::set<std::string> expected = {
      Put("acme", ChangeModel::EMERGENCY, Change::IMPLEMENTATION),
      Put("acme", ChangeModel::EMERGENCY, Change::BACKOUT),
      Put("acme", ChangeModel::EMERGENCY, Change::REVIEW),
      Put("beta", ChangeModel::EMERGENCY, Change::REVIEW)};
  Put("acme", ChangeModel::EMERGENCY, Change::NEW);
  Put("acme", ChangeModel::EMERGENCY, Change::CLOSED);
  Put("acme", ChangeModel::EMERGENCY, Change::REVIEW, "approvals/CHG-6-1");
  Put("acme", ChangeModel::NORMAL, Change::REVIEW);
  ApprovalAsker asker(Options());

  EXPECT_TRUE(Eventually([&] { return walks_ > 8; }));

  EXPECT_EQ(asked(), expected);
}

// Those behind it have their turn, and it is asked about again.
TEST_F(ApprovalAskerTest, GoesOnWhenNobodyCanBeAsked) {
  const std::string first = Put("acme", ChangeModel::EMERGENCY, Change::REVIEW);
  const std::string last = Put("beta", ChangeModel::EMERGENCY, Change::REVIEW);
  for (const absl::Status& refusal :
       {errors::ReferenceDisabled("users"), errors::AlreadyExists("approvals/CHG-1-1"),
        errors::Unavailable("directory")}) {
    {
      std::lock_guard lock(mutex_);
      asked_.clear();
      answer_ = refusal;
      walks_ = 0;
    }
    ApprovalAsker asker(Options());

    EXPECT_TRUE(Eventually([&] { return walks_ > 4; })) << refusal;

    EXPECT_THAT(asked(), ElementsAre(first, last));
  }
}

}  // namespace
}  // namespace steward::change

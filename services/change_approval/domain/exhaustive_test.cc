// Every sequence of decisions of up to four approvers over up to two stages, with every rule,
// against a model that knows only how many said what.

#include <utility>
#include <vector>

#include "services/change_approval/domain/approvals_for_test.h"
#include "services/change_approval/domain/decide.h"

namespace steward::approval {
namespace {

// What the approvers of a stage said, in no order.
struct Votes {
  int asked = 0, approved = 0, rejected = 0;
};

// Whether so many approvals are enough.
bool Suffices(const Stage& rule, int approved, int asked) {
  if (rule.rule() == Stage::ANY) return approved > 0;
  if (rule.rule() == Stage::COUNT) return approved >= rule.required_count();
  if (rule.rule() == Stage::PERCENT) return approved * 100 >= rule.required_percent() * asked;
  return approved == asked;
}

// A stage is rejected when it would not be approved even if all others approved.
Stage::State Model(const Stage& rule, const Votes& votes) {
  if (Suffices(rule, votes.approved, votes.asked)) return Stage::APPROVED;
  return Suffices(rule, votes.asked - votes.rejected, votes.asked) ? Stage::OPEN : Stage::REJECTED;
}

Approval::State Model(const std::vector<Stage>& rules, const std::vector<Votes>& votes) {
  for (size_t i = 0; i < rules.size(); ++i) {
    const Stage::State state = Model(rules[i], votes[i]);
    if (state == Stage::REJECTED) return Approval::REJECTED;
    if (state == Stage::OPEN) return Approval::PENDING;
  }
  return Approval::APPROVED;
}

// Rules with all numbers that make sense for so many approvers. Of percents both sides of each
// step.
std::vector<Stage> Rules(int asked) {
  std::vector<Stage> rules = {StageOf(Stage::ANY), StageOf(Stage::ALL)};
  for (int count = 1; count <= asked; ++count) {
    rules.push_back(StageOf(Stage::COUNT, count));
    const int step = 100 * count / asked;
    rules.push_back(StageOf(Stage::PERCENT, step));
    if (step < 100) rules.push_back(StageOf(Stage::PERCENT, step + 1));
  }
  return rules;
}

class Walk {
 public:
  Walk(std::vector<Stage> rules, int asked)
      : rules_(std::move(rules)), letters_(std::string("abcd").substr(0, asked)) {}

  // Returns how many decisions were made.
  int64_t Run() {
    Votes none;
    none.asked = static_cast<int>(letters_.size());
    From(Asked(rules_, letters_), std::vector<Votes>(rules_.size(), none));
    return decisions_;
  }

 private:
  // Lets each approver say each thing next, and sees that nobody else may say anything.
  void From(const Approval& approval, const std::vector<Votes>& votes) {
    for (const char letter : letters_) {
      const std::string user = std::string("users/") + letter;
      if (!IsDue(approval, user)) {
        ASSERT_FALSE(Say(approval, user, Approver::APPROVE).ok()) << user << approval.DebugString();
        if (approval.state() != Approval::PENDING) return;
        continue;
      }
      for (const Approver::Decision decision : {Approver::APPROVE, Approver::REJECT}) {
        Follow(Say(approval, user, decision), votes, decision);
        if (::testing::Test::HasFatalFailure()) return;
      }
    }
  }

  static absl::StatusOr<Steps> Say(const Approval& approval, const std::string& user,
                                   Approver::Decision decision) {
    v1::DecideApprovalRequest request;
    request.set_decision(decision);
    request.set_comment("Because.");
    return Decide(approval, request, user, {}, kNow);
  }

  // Whether the approver is asked and has not answered.
  static bool IsDue(const Approval& approval, const std::string& user) {
    const Stage* open = OpenStage(approval);
    if (approval.state() != Approval::PENDING || open == nullptr) return false;
    for (const Approver& approver : open->approvers())
      if (approver.user() == user) return approver.decision() == Approver::DECISION_UNSPECIFIED;
    return false;
  }

  void Follow(absl::StatusOr<Steps> steps, std::vector<Votes> votes, Approver::Decision decision) {
    ASSERT_THAT(steps, IsOk());
    ++decisions_;
    // The first stage that is not approved is the one that is asked.
    size_t at = 0;
    while (Model(rules_[at], votes[at]) == Stage::APPROVED) ++at;
    ++(decision == Approver::APPROVE ? votes[at].approved : votes[at].rejected);
    const Approval& now = steps->back().approval;
    ASSERT_EQ(now.stages(static_cast<int>(at)).state(), Model(rules_[at], votes[at]))
        << now.DebugString();
    ASSERT_EQ(now.state(), Model(rules_, votes)) << now.DebugString();
    ASSERT_EQ(now.state() == Approval::PENDING, OpenStage(now) != nullptr);
    From(now, votes);
  }

  const std::vector<Stage> rules_;
  const std::string letters_;
  int64_t decisions_ = 0;
};

TEST(Decisions, CountInOneStageAsTheModelSays) {
  int64_t decisions = 0;
  for (int asked = 1; asked <= 4; ++asked) {
    std::vector<Stage> rules = Rules(asked);
    for (int percent = 1; percent <= 100; ++percent)
      rules.push_back(StageOf(Stage::PERCENT, percent));
    for (const Stage& rule : rules) {
      decisions += Walk({rule}, asked).Run();
      ASSERT_FALSE(HasFatalFailure());
    }
  }
  EXPECT_GT(decisions, 10000);
}

// Of four, rules that count as another one does: the test above shows that they do.
bool IsAnother(const Stage& rule) {
  return rule.rule() == Stage::PERCENT || rule.required_count() == 1 || rule.required_count() == 4;
}

TEST(Decisions, CountInTwoStagesAsTheModelSays) {
  int64_t decisions = 0;
  for (int asked = 1; asked <= 4; ++asked) {
    for (const Stage& first : Rules(asked)) {
      for (const Stage& second : Rules(asked)) {
        if (asked == 4 && (IsAnother(first) || IsAnother(second))) continue;
        decisions += Walk({first, second}, asked).Run();
        ASSERT_FALSE(HasFatalFailure());
      }
    }
  }
  EXPECT_GT(decisions, 100000);
}

}  // namespace
}  // namespace steward::approval

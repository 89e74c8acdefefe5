#include "services/change_approval/domain/stage.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/resource/rule_number.h"
#include "platform/status/errors.h"

namespace steward::approval {
namespace {

constexpr int kApproversMax = 1000;

// Approvals that meet the rule.
int NeededBy(const Stage& stage) {
  const int asked = stage.approvers_size();
  switch (stage.rule()) {
    case Stage::ANY:
      return 1;
    case Stage::COUNT:
      return stage.required_count();
    case Stage::PERCENT:
      return (asked * stage.required_percent() + 99) / 100;
    default:
      return asked;
  }
}

int CountOf(const Stage& stage, Approver::Decision decision) {
  return static_cast<int>(
      std::count_if(stage.approvers().begin(), stage.approvers().end(),
                    [&](const Approver& approver) { return approver.decision() == decision; }));
}

}  // namespace

absl::Status CheckStage(const Stage& stage, const std::string& path) {
  const int asked = stage.approvers_size();
  errors::Violations violations;
  if (asked == 0) violations.Add(absl::StrCat(path, ".users"), "leave nobody to decide");
  if (asked > kApproversMax)
    violations.Add(absl::StrCat(path, ".groups"),
                   absl::StrCat("must have at most ", kApproversMax, " members"));
  resource::CheckRuleNumber(stage.rule() == Stage::COUNT, stage.required_count(),
                            std::max(asked, 1), absl::StrCat(path, ".required_count"), &violations);
  resource::CheckRuleNumber(stage.rule() == Stage::PERCENT, stage.required_percent(), 100,
                            absl::StrCat(path, ".required_percent"), &violations);
  return violations.ToStatus();
}

Stage::State Judge(const Stage& stage) {
  const int needed = NeededBy(stage);
  if (CountOf(stage, Approver::APPROVE) >= needed) return Stage::APPROVED;
  const int attainable = stage.approvers_size() - CountOf(stage, Approver::REJECT);
  return attainable < needed ? Stage::REJECTED : Stage::OPEN;
}

const Stage* OpenStage(const Approval& approval) {
  const auto& stages = approval.stages();
  const auto open = std::find_if(stages.begin(), stages.end(),
                                 [](const Stage& stage) { return stage.state() == Stage::OPEN; });
  return open == stages.end() ? nullptr : &*open;
}

Stage* OpenStage(Approval* approval) {
  auto& stages = *approval->mutable_stages();
  const auto open = std::find_if(stages.begin(), stages.end(),
                                 [](const Stage& stage) { return stage.state() == Stage::OPEN; });
  return open == stages.end() ? nullptr : &*open;
}

void OpenNext(Approval* approval) {
  for (Stage& stage : *approval->mutable_stages()) {
    if (stage.state() == Stage::APPROVED) continue;
    stage.set_state(Stage::OPEN);
    return;
  }
}

}  // namespace steward::approval

#pragma once

// Approvals as tests of this service want them.

#include <string>
#include <vector>

#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/domain/approval.h"

namespace steward::approval {

inline const absl::Time kThen = absl::FromUnixSeconds(1770000000);
inline const absl::Time kNow = kThen + absl::Hours(5);
inline const std::string kDigest(64, 'a');

inline Stage StageOf(Stage::Rule rule, int number = 0) {
  Stage stage;
  stage.set_title("Board");
  stage.set_rule(rule);
  if (rule == Stage::COUNT) stage.set_required_count(number);
  if (rule == Stage::PERCENT) stage.set_required_percent(number);
  return stage;
}

inline Approval DraftOf(const std::vector<Stage>& stages) {
  Approval draft;
  draft.set_subject("deployments/2041");
  draft.set_subject_digest(kDigest);
  draft.set_title("New switches");
  draft.set_requester("users/rita");
  for (const Stage& stage : stages) *draft.add_stages() = stage;
  return draft;
}

// "users/a", "users/b" … of "ab".
inline Candidates Users(const std::string& letters) {
  Candidates candidates(letters.size());
  for (size_t i = 0; i < letters.size(); ++i)
    candidates[i].set_user(std::string("users/") + letters[i]);
  return candidates;
}

// As it stands after its steps.
inline Approval Last(const absl::StatusOr<Steps>& steps) {
  EXPECT_THAT(steps, IsOk());
  return steps.ok() ? steps->back().approval : Approval();
}

// Asked at kThen by users/carl for users/rita, of the same people in each stage.
inline Approval Asked(const std::vector<Stage>& stages, const std::string& letters) {
  Approval approval = Last(Create(DraftOf(stages), "users/carl",
                                  std::vector<Candidates>(stages.size(), Users(letters)), kThen));
  approval.set_name("approvals/APR-1");
  return approval;
}

}  // namespace steward::approval

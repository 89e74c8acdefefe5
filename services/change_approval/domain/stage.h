#pragma once

// How a stage of an approval is judged. Pure functions, thread-safe.

#include <string>

#include "absl/status/status.h"
#include "steward/approval/v1/approval.pb.h"

namespace steward::approval {

using v1::Approval;
using v1::Approver;
using v1::Stage;

// Whether a stage can be decided: somebody is asked, and its rule has the number that it needs, in
// the range of it, and no other. `path` is the stage's in the request, such as
// "approval.stages[0]". Errors: INVALID_FIELD with all that is wrong.
absl::Status CheckStage(const Stage& stage, const std::string& path);

// Of a stage that CheckStage takes and whose approvers are asked: APPROVED as soon as its rule is
// met, REJECTED as soon as it cannot be met any more, else OPEN.
Stage::State Judge(const Stage& stage);

// The stage whose approvers are asked, or null.
const Stage* OpenStage(const Approval& approval);
Stage* OpenStage(Approval* approval);

// Asks the approvers of the first stage that is not approved.
void OpenNext(Approval* approval);

}  // namespace steward::approval

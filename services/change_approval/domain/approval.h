#pragma once

// What may happen to an approval but for its decisions (decide.h): pure functions, thread-safe.
// Each takes the approval as it is and returns what becomes of it; the lifecycle document says
// which actions a state allows.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "platform/lifecycle/lifecycle.h"
#include "services/change_approval/domain/stage.h"
#include "steward/approval/v1/approval_service.pb.h"

namespace steward::approval {

// What happens to an approval at once, in this order and at least one: each step is one version of
// it and one event.
struct Step {
  Approval approval;
  std::string event_type;
};
using Steps = std::vector<Step>;

// Those who could be asked in a stage, each with the group that they were found by, if any.
using Candidates = std::vector<Approver>;

// The lifecycle that ships with this release. Lives as long as the process.
const lifecycle::Lifecycle& ApprovalLifecycle();

// Whether somebody asked for it, or is excluded: they decide on it for nobody.
bool IsParty(const Approval& approval, absl::string_view who);

// What may be asked of this service: of approvals of changes and requests Steward itself decides
// when they are asked for, as others read them by their subject. Errors: INVALID_FIELD.
absl::Status CheckQuestion(const Approval& draft, absl::string_view caller);

// A new approval. `caller` becomes the creator, and the requester when the draft names none;
// `candidates` are those of each of its stages: of them are asked, once each, who is no party. One
// without stages is approved at once. Errors: INVALID_FIELD.
absl::StatusOr<Steps> Create(const Approval& draft, absl::string_view caller,
                             absl::Span<const Candidates> candidates, absl::Time now);

// Binds it to what its subject has become, and makes stages void. Errors: ILLEGAL_TRANSITION,
// APPROVAL_EXPIRED, INVALID_FIELD when it does not have such a stage.
absl::StatusOr<Steps> Restate(const Approval& approval, const v1::RestateApprovalRequest& request,
                              absl::Time now);

// What an approval is bound to anew, by its subject itself.
struct Binding {
  std::string subject_digest;
  std::string title;
  std::string requester;
  std::vector<std::string> excluded;
  // The first stage that is void, counted from 0; the number of stages when none is.
  int from_stage = 0;
};

// Binds it anew. One that was approved gets new time, 14 days, to be decided again; it stays
// approved when no stage is void. Errors: ILLEGAL_TRANSITION, APPROVAL_EXPIRED of one that is
// PENDING.
absl::StatusOr<Steps> Rebind(const Approval& approval, const Binding& binding, absl::Time now);

// PERMISSION_DENIED unless `caller` asked for it and it belongs to no record of this service, which
// restates its own itself.
absl::Status CheckMayRestate(const Approval& approval, absl::string_view caller);

// PERMISSION_DENIED when a service asked for it, such as "services/catalog", and `caller` is
// another.
absl::Status CheckMayCancel(const Approval& approval, absl::string_view caller);

// Errors: ILLEGAL_TRANSITION, INVALID_FIELD without a reason.
absl::StatusOr<Steps> Cancel(const Approval& approval, const std::string& reason, absl::Time now);

// Errors: ILLEGAL_TRANSITION when its time has not come, too.
absl::StatusOr<Steps> Expire(const Approval& approval, absl::Time now);

// The steps, and one more when the last one approved all stages or rejected one.
absl::StatusOr<Steps> Conclude(Steps steps, absl::Time now);

// APPROVAL_EXPIRED from its expire_time on.
absl::Status CheckTime(const Approval& approval, absl::Time now);

}  // namespace steward::approval

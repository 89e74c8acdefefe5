#pragma once

// How a change and its approval belong together: what the approval is bound to, when it is void,
// and what the change becomes by it. Pure functions, thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/change_approval/domain/kind.h"
#include "steward/approval/v1/approval.pb.h"

namespace steward::change {

using approval::v1::Approval;

// The question to those whom the model names.
Approval DraftOf(const Change& change, const ChangeModel& model);

// SHA-256, in lower-case hexadecimal, over the change with its name and the fields that the stages
// of the model decide about, and nothing else.
std::string DigestOf(const Change& change, const ChangeModel& model);

// The first stage that decides about something that differs, counted from 0.
absl::optional<int> FirstAffected(const Change& before, const Change& after,
                                  const ChangeModel& model);

// Whether the approval may still let the change go on: it is PENDING or APPROVED.
bool IsAlive(const Approval& approval);

// The change as it stands when its next approval, "approvals/CHG-7-2" after "approvals/CHG-7-1", is
// asked for with the action.
Change WithNextApproval(const Change& change);

// The action that the state of its approval brings about; empty when the change stays as it is.
std::string ActionBy(const Approval& approval, const Change& change);

// SEPARATION_OF_DUTIES when whoever wants the change or carries it out is asked to approve it, or
// has decided.
absl::Status CheckParties(const Change& change, const Approval& approval);

// APPROVAL_REQUIRED unless it is APPROVED; REJECTED will do for a change that is UNSUCCESSFUL.
// `approval` is null when there is none.
absl::Status CheckApproved(const Approval* approval, Change::CloseCode close_code);

}  // namespace steward::change

#pragma once

// Decisions of approvers and of their substitutes. Pure functions, thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/change_approval/domain/approval.h"
#include "steward/approval/v1/approval_service.pb.h"

namespace steward::approval {

// For whom the caller would have to act to decide as the request asks: one of them is enough.
// Nobody when they decide for themselves, or not at all.
std::vector<std::string> WouldActFor(const Approval& approval,
                                     const v1::DecideApprovalRequest& request,
                                     absl::string_view caller);

// `acts_for` are those of WouldActFor whose substitute the caller is now. Errors:
//   SEPARATION_OF_DUTIES  the caller is a party to it
//   ILLEGAL_TRANSITION    it is not PENDING
//   APPROVAL_EXPIRED      it was to be decided before now
//   NOT_AN_APPROVER       neither the caller nor anybody they act for is asked, or not the one that
//                         the request names
//   ALREADY_DECIDED       the approver did, or the caller in this stage, for whomever
//   SUBJECT_CHANGED       the caller has seen another subject
//   INVALID_FIELD         they reject without a comment, or act for several and do not say for whom
absl::StatusOr<Steps> Decide(const Approval& approval, const v1::DecideApprovalRequest& request,
                             absl::string_view caller, absl::Span<const std::string> acts_for,
                             absl::Time now);

}  // namespace steward::approval

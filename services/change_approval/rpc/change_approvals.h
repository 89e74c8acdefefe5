#pragma once

// What changes do with their approvals, and approvals with their changes. Each adds to a change of
// the journal, so that both happen or neither. Thread-safe.

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "platform/call/call.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "platform/store/steps.h"
#include "services/change_approval/domain/authorization.h"
#include "services/change_approval/store/approval_store.h"
#include "services/change_approval/store/change_store.h"

namespace steward::change {

class ChangeApprovals {
 public:
  // What it works with; it outlives it.
  struct Parts {
    const ChangeStore* changes;
    const approval::ApprovalStore* approvals;
    const people::People* people;
    const people::Members* members;
  };
  explicit ChangeApprovals(const Parts& parts) : parts_(parts) {}

  // Makes `stored` into `next`, with its next approval. Errors: RESOURCE_ALREADY_EXISTS while it
  // has one that is PENDING or APPROVED, REFERENCE_NOT_FOUND and REFERENCE_DISABLED of whom the
  // model names, INVALID_FIELD when a stage can be decided by nobody.
  absl::StatusOr<ChangeDecision> Ask(const Call& call, const StoredChange& stored, Change next,
                                     absl::string_view event_type) const;

  // The same of a change that is not held up by that: one whose approval cannot be asked for has
  // none, and says why.
  absl::StatusOr<ChangeDecision> AskIfPossible(const Call& call, const StoredChange& stored,
                                               Change next, absl::string_view event_type) const;

  // Binds the approval of a change that was `before` to what `steps` have made of it, and takes the
  // step that follows for the change. Errors: SEPARATION_OF_DUTIES, APPROVAL_EXPIRED.
  absl::Status Reconsider(const Call& call, const Change& before,
                          store::Steps<Change>* steps) const;

  // Cancels the approval if it is pending.
  absl::Status Withdraw(const Call& call, const Change& change, const std::string& reason,
                        journal::Change* with) const;

  // What goes with it happens only while nobody asked for the approval of the change is
  // `implementer`, who is to carry it out. Errors: SEPARATION_OF_DUTIES.
  absl::Status KeepApart(const Call& call, const Change& change, const std::string& implementer,
                         journal::Change* with) const;

  // What goes with it happens only while the approval lets the change be closed so. Errors:
  // APPROVAL_REQUIRED.
  absl::Status Require(const Call& call, const Change& change, Change::CloseCode close_code,
                       journal::Change* with) const;

  // approval::FollowSubject of approvals whose subject is a change.
  absl::Status Follow(const Call& call, const Approval& after, journal::Change* with) const;

 private:
  // Of the change; nothing when it never had one.
  absl::StatusOr<absl::optional<approval::StoredApproval>> Find(const Call& call,
                                                                const Change& change) const;

  const Parts parts_;
};

}  // namespace steward::change

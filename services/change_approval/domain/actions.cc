#include "services/change_approval/domain/actions.h"

#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/domain/risk.h"

namespace steward::change {
namespace {

std::string TextOf(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", FromProto(time), absl::UTCTimeZone());
}

// Half open: at its end a window is closed.
absl::Status CheckWindow(const Change& change, absl::Time now) {
  if (FromProto(change.planned_start_time()) <= now && now < FromProto(change.planned_end_time()))
    return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::OUTSIDE_WINDOW,
                      "The planned window of the change is not open.",
                      {{"opens", TextOf(change.planned_start_time())},
                       {"closes", TextOf(change.planned_end_time())}});
}

}  // namespace

absl::StatusOr<Change> Act(const Change& change, absl::string_view action, absl::Time now) {
  Change next = change;
  RETURN_IF_ERROR(LifecycleOf(change.kind()).Apply(action, &next));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<Change> Assess(const Change& change, absl::Time now) {
  ASSIGN_OR_RETURN(Change next, Act(change, "assess", now));
  *next.mutable_risk() = RiskOf(next, ShippedPolicy(), now);
  RETURN_IF_ERROR(CheckRisk(next, ShippedPolicy()));
  return next;
}

absl::StatusOr<Change> Start(const Change& change, absl::string_view caller, absl::Time now) {
  ASSIGN_OR_RETURN(Change next, Act(change, "start", now));
  if (KeepsWindow(change.kind())) RETURN_IF_ERROR(CheckWindow(change, now));
  if (!next.has_risk()) *next.mutable_risk() = RiskOf(next, ShippedPolicy(), now);
  if (next.implementer().empty() && absl::StartsWith(caller, "users/"))
    next.set_implementer(std::string(caller));
  *next.mutable_actual_start_time() = ToProto(now);
  return next;
}

absl::StatusOr<Change> Complete(const Change& change, absl::Time now) {
  ASSIGN_OR_RETURN(Change next, Act(change, "complete", now));
  *next.mutable_actual_end_time() = ToProto(now);
  return next;
}

absl::StatusOr<Change> Fail(const Change& change, const std::string& notes, absl::Time now) {
  Change failed = change;
  failed.set_failure_notes(notes);
  return Act(failed, "fail", now);
}

absl::StatusOr<Change> BackOut(const Change& change, absl::Time now) {
  ASSIGN_OR_RETURN(Change next, Act(change, "backOut", now));
  next.set_backed_out(true);
  *next.mutable_actual_end_time() = ToProto(now);
  return next;
}

absl::StatusOr<Change> Close(const Change& change, const v1::CloseChangeRequest& request,
                             absl::Time now) {
  Change reviewed = change;
  reviewed.set_close_code(request.close_code());
  reviewed.set_close_notes(request.close_notes());
  ASSIGN_OR_RETURN(Change next, Act(reviewed, "close", now));
  if (next.backed_out() && next.close_code() != Change::UNSUCCESSFUL)
    return errors::InvalidField("close_code", "must be UNSUCCESSFUL: the change was backed out");
  return next;
}

absl::StatusOr<Change> Cancel(const Change& change, const std::string& reason, absl::Time now) {
  Change withdrawn = change;
  withdrawn.set_cancel_reason(reason);
  return Act(withdrawn, "cancel", now);
}

}  // namespace steward::change

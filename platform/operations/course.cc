#include "platform/operations/course.h"

#include <utility>

#include "google/rpc/error_details.pb.h"
#include "platform/status/errors.h"
#include "platform/time/backoff.h"
#include "platform/time/timestamp.h"

namespace steward::operations {
namespace {

void Count(const ItemCounts& counts, Operation* operation) {
  operation->set_succeeded_count(static_cast<int32_t>(counts.succeeded));
  operation->set_failed_count(static_cast<int32_t>(counts.failed));
}

}  // namespace

Operation Begin(Operation draft, absl::Time now) {
  draft.set_state(Operation::RUNNING);
  *draft.mutable_create_time() = ToProto(now);
  *draft.mutable_update_time() = ToProto(now);
  return draft;
}

Operation RequestCancel(Operation operation, absl::Time now) {
  if (operation.done() || operation.cancel_requested()) return operation;
  operation.set_cancel_requested(true);
  *operation.mutable_update_time() = ToProto(now);
  return operation;
}

Operation Advance(Operation operation, const ItemCounts& counts, absl::Time now) {
  if (operation.done()) return operation;
  Count(counts, &operation);
  *operation.mutable_update_time() = ToProto(now);
  return operation;
}

Operation End(Operation operation, const ItemCounts& counts, const absl::Status& error,
              absl::Time now, absl::Duration kept_for) {
  if (operation.done()) return operation;
  Count(counts, &operation);
  operation.set_done(true);
  if (!error.ok()) {
    operation.set_state(Operation::FAILED);
    *operation.mutable_error() = ErrorOf(error);
  } else {
    operation.set_state(counts.cancelled > 0 ? Operation::CANCELLED : Operation::SUCCEEDED);
  }
  *operation.mutable_update_time() = ToProto(now);
  *operation.mutable_end_time() = ToProto(now);
  *operation.mutable_expire_time() = ToProto(now + kept_for);
  return operation;
}

absl::StatusOr<Operation> Delete(Operation operation, absl::Time now) {
  if (!operation.done()) return errors::IllegalTransition("RUNNING", "delete", {"cancel"});
  *operation.mutable_update_time() = ToProto(now);
  return operation;
}

OperationError ErrorOf(const absl::Status& status) {
  const google::rpc::Status proto = errors::ToProto(status);
  OperationError error;
  error.set_reason(errors::ReasonOf(status));
  error.set_message(proto.message());
  for (const auto& detail : proto.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (auto& found : *bad.mutable_field_violations()) {
      auto* violation = error.add_violations();
      violation->set_field(std::move(*found.mutable_field()));
      violation->set_description(std::move(*found.mutable_description()));
    }
  }
  return error;
}

absl::Duration RestAfter(int64_t failures, absl::Duration first) {
  return PauseAfter(failures, first, 64 * first);
}

}  // namespace steward::operations

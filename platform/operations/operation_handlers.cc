#include "platform/operations/operation_handlers.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "platform/fiber/event.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::operations {
namespace {

// What is left of the time of a call for its answer to arrive.
constexpr absl::Duration kAnswerTime = absl::Milliseconds(500);
// Between two looks at an operation that somebody waits for.
constexpr absl::Duration kPauseMin = absl::Milliseconds(50), kPauseMax = absl::Seconds(1);

absl::Duration DurationOf(const google::protobuf::Duration& proto) {
  return absl::Seconds(proto.seconds()) + absl::Nanoseconds(proto.nanos());
}

}  // namespace

absl::StatusOr<Operation> OperationHandlers::GetOperation(
    const Call& call, const operation::v1::GetOperationRequest& request) {
  return operations_->store().operations().Get(call, request.name());
}

absl::StatusOr<operation::v1::ListOperationsResponse> OperationHandlers::ListOperations(
    const Call& call, const operation::v1::ListOperationsRequest& request) {
  return operations_->store().List(call, request);
}

absl::StatusOr<Encoded<operation::v1::ListOperationItemsResponse>>
OperationHandlers::ListOperationItems(const Call& call,
                                      const operation::v1::ListOperationItemsRequest& request) {
  RETURN_IF_ERROR(operations_->store().operations().Get(call, request.parent()).status());
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName("operations", request.parent()));
  return operations_->items().List(
      call, {request.filter(), request.order_by(), request.page_size(), request.page_token(), id});
}

absl::StatusOr<Operation> OperationHandlers::CancelOperation(
    const Call& call, const operation::v1::CancelOperationRequest& request) {
  auto asked = operations_->store().operations().Change(
      call, request, request.name(), request.etag(), kCancelRequestedEvent,
      [&](const Operation& operation) { return RequestCancel(operation, call.now()); });
  if (asked.ok()) operations_->queue().Ring();
  return asked;
}

absl::StatusOr<Operation> OperationHandlers::DeleteOperation(
    const Call& call, const operation::v1::DeleteOperationRequest& request) {
  return operations_->store().operations().Delete(
      call, request, request.name(), request.etag(), kDeletedEvent,
      [&](const Operation& operation) { return Delete(operation, call.now()); });
}

absl::StatusOr<Operation> OperationHandlers::WaitOperation(
    const Call& call, const operation::v1::WaitOperationRequest& request) {
  absl::Time until = call.deadline - kAnswerTime;
  if (request.has_timeout()) {
    const absl::Duration timeout = DurationOf(request.timeout());
    if (timeout < absl::ZeroDuration())
      return errors::InvalidField("timeout", "must not be negative");
    until = std::min(until, call.now() + timeout);
  }
  Waits::Hold hold;
  for (absl::Duration pause = kPauseMin;; pause = std::min(2 * pause, kPauseMax)) {
    ASSIGN_OR_RETURN(Operation operation,
                     operations_->store().operations().Get(call, request.name()));
    const absl::Time now = absl::Now();
    if (operation.done() || now >= until) return operation;
    if (hold == nullptr) {
      ASSIGN_OR_RETURN(hold, waits_.Begin(call.tenant));
    }
    fiber::Event().Wait(std::min(until, now + pause));
  }
}

void OperationHandlers::Register(rpc::Service* service) {
  service->Handle("GetOperation", this, &OperationHandlers::GetOperation)
      .Handle("ListOperations", this, &OperationHandlers::ListOperations)
      .Handle("ListOperationItems", this, &OperationHandlers::ListOperationItems)
      .Handle("CancelOperation", this, &OperationHandlers::CancelOperation)
      .Handle("DeleteOperation", this, &OperationHandlers::DeleteOperation)
      .Handle("WaitOperation", this, &OperationHandlers::WaitOperation);
}

}  // namespace steward::operations

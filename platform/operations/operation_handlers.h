#pragma once

// steward.operation.v1.OperationService over the operations of one service. Each method reads
// load → decide → commit; identity, permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/operations/operations.h"
#include "platform/operations/waits.h"
#include "platform/rpc/service.h"
#include "steward/operation/v1/operation_service.pb.h"

namespace steward::operations {

// For the rpc::Service that serves it.
inline const google::protobuf::ServiceDescriptor* OperationServiceDescriptor() {
  return operation::v1::GetOperationRequest::descriptor()->file()->FindServiceByName(
      "OperationService");
}

class OperationHandlers {
 public:
  explicit OperationHandlers(Operations* operations, const Waits::Limits& waits = {})
      : operations_(operations), waits_(waits) {}

  absl::StatusOr<Operation> GetOperation(const Call&, const operation::v1::GetOperationRequest&);
  absl::StatusOr<operation::v1::ListOperationsResponse> ListOperations(
      const Call&, const operation::v1::ListOperationsRequest&);
  absl::StatusOr<Encoded<operation::v1::ListOperationItemsResponse>> ListOperationItems(
      const Call&, const operation::v1::ListOperationItemsRequest&);
  absl::StatusOr<Operation> CancelOperation(const Call&,
                                            const operation::v1::CancelOperationRequest&);
  absl::StatusOr<Operation> DeleteOperation(const Call&,
                                            const operation::v1::DeleteOperationRequest&);
  absl::StatusOr<Operation> WaitOperation(const Call&, const operation::v1::WaitOperationRequest&);

  void Register(rpc::Service* service);

 private:
  Operations* const operations_;
  Waits waits_;
};

}  // namespace steward::operations

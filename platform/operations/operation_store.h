#pragma once

// Operations in PostgreSQL. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/journal/change.h"
#include "platform/operations/course.h"
#include "platform/operations/item_store.h"
#include "platform/store/collection.h"
#include "steward/operation/v1/operation_service.pb.h"
#include "steward/operation/v1/work.pb.h"

namespace steward::operations {

inline constexpr char kCreatedEvent[] = "dev.steward.operation.created.v1";
inline constexpr char kProgressEvent[] = "dev.steward.operation.progress.v1";
inline constexpr char kDoneEvent[] = "dev.steward.operation.done.v1";
inline constexpr char kCancelRequestedEvent[] = "dev.steward.operation.cancel_requested.v1";
inline constexpr char kDeletedEvent[] = "dev.steward.operation.deleted.v1";

class OperationStore {
 public:
  explicit OperationStore(const store::CollectionParts& parts);

  const store::Collection<Operation>& operations() const { return operations_; }

  // Operations by the time at which they were asked for, the newest first unless `order_by` is
  // "create_time". A page continues after the operation that `page_token` names, and so does
  // `next_page_token`: the gateway, which merges the lists of several services, makes of these the
  // tokens that clients see. Errors as of Lister.
  absl::StatusOr<operation::v1::ListOperationsResponse> List(
      const Call& call, const operation::v1::ListOperationsRequest& request) const;

  // A new operation, and that it waits for a worker. It is made while the tenant has fewer than
  // `running_max` that are not done; else it is planned again.
  journal::Decision<Operation> PlanBegin(const Call& call, const std::string& id,
                                         Operation operation, const operation::v1::Work& work,
                                         int64_t running_max) const;
  // The end of one, which leaves the hands of workers.
  journal::Decision<Operation> PlanEnd(const Call& call, const store::Stored<Operation>& before,
                                       Operation ended) const;

 private:
  const store::Lister* const lister_;
  const store::Collection<Operation> operations_;
};

// The fields that lists can filter by.
const resource::ColumnTable& OperationColumns();

}  // namespace steward::operations

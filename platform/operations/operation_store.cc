#include "platform/operations/operation_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/operations/queries.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::operations {
namespace {

using operation::v1::ListOperationsRequest;
using operation::v1::ListOperationsResponse;
using resource::Column;

constexpr char kCollection[] = "operations";

constexpr Column kColumns[] = {
    {"method", "o.method", Column::Type::kText},
    {"creator", "o.creator", Column::Type::kText},
    {"state", "o.state", Column::Type::kEnum},
    {"done", "o.done", Column::Type::kBool},
    {"cancel_requested", "o.cancel_requested", Column::Type::kBool},
    {"validate_only", "o.validate_only", Column::Type::kBool},
    {"item_count", "o.item_count", Column::Type::kInt},
    {"succeeded_count", "o.succeeded_count", Column::Type::kInt},
    {"failed_count", "o.failed_count", Column::Type::kInt},
    {"create_time", "o.create_time", Column::Type::kTimestamp},
    {"update_time", "o.update_time", Column::Type::kTimestamp},
    {"end_time", "o.end_time", Column::Type::kTimestamp, true},
    {"expire_time", "o.expire_time", Column::Type::kTimestamp, true},
    {"name", "('operations/' || o.id)", Column::Type::kText},
};

// $5 to $17 of insert_operation.sql and update_operation.sql.
void Bind(const Operation& operation, pg::Params* params) {
  params->Text(operation.method()).Text(operation.creator());
  params->Small(static_cast<int16_t>(operation.state())).Bool(operation.done());
  params->Bool(operation.cancel_requested()).Bool(operation.validate_only());
  params->Int(operation.item_count()).Int(operation.succeeded_count());
  params->Int(operation.failed_count());
  params->Time(FromProto(operation.create_time())).Time(FromProto(operation.update_time()));
  params->OptionalTime(OptionalFromProto(operation.has_end_time(), operation.end_time()));
  params->OptionalTime(OptionalFromProto(operation.has_expire_time(), operation.expire_time()));
}

const store::CollectionTable<Operation>& Table() {
  static const store::CollectionTable<Operation> table{
      .collection = kCollection,
      .folds_case = false,
      .get = &sql::kGetOperations,
      .insert = &sql::kInsertOperation,
      .update = &sql::kUpdateOperation,
      .remove = &sql::kDeleteOperation,
      .list = {&sql::kListOperations, &OperationColumns(), "name desc"},
      .bind = Bind};
  return table;
}

std::string IdOf(const Operation& operation) {
  return resource::IdFromName(kCollection, operation.name()).value_or("");
}

}  // namespace

const resource::ColumnTable& OperationColumns() {
  static const resource::ColumnTable table{
      Operation::descriptor(), kColumns, {"name", "o.id", Column::Type::kText}};
  return table;
}

OperationStore::OperationStore(const store::CollectionParts& parts)
    : lister_(parts.lister), operations_(Table(), parts) {}

absl::StatusOr<ListOperationsResponse> OperationStore::List(
    const Call& call, const ListOperationsRequest& request) const {
  const bool oldest_first = request.order_by() == "create_time";
  if (!oldest_first && !request.order_by().empty() && request.order_by() != "create_time desc")
    return resource::InvalidFilter(
        "Operations can be ordered by 'create_time desc' and by 'create_time'", 1);
  store::ListRequest listed{request.filter(), oldest_first ? "name" : "name desc",
                            request.page_size(), "", ""};
  // Ids sort by time.
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(kCollection, request.page_token()));
    listed.condition =
        absl::StrCat("name ", oldest_first ? ">" : "<", " \"", kCollection, "/", id, "\"");
  }
  ASSIGN_OR_RETURN(const auto page,
                   lister_->List<ListOperationsResponse>(call, Table().list, listed,
                                                         absl::StrCat(kCollection, "/")));
  ListOperationsResponse response = page.Parse();
  if (!response.next_page_token().empty())
    response.set_next_page_token(response.operations(response.operations_size() - 1).name());
  return response;
}

journal::Decision<Operation> OperationStore::PlanBegin(const Call& call, const std::string& id,
                                                       Operation operation,
                                                       const operation::v1::Work& work,
                                                       int64_t running_max) const {
  auto decision = operations_.PlanCreate(call, id, 0, std::move(operation), kCreatedEvent);
  journal::Write write{&sql::kInsertWork, journal::WriteParams()};
  write.params.Text(call.tenant).Text(id).Text(decision.resource.method());
  write.params.Bytes(work.SerializeAsString()).Int(running_max);
  decision.change.writes.push_back(std::move(write));
  return decision;
}

journal::Decision<Operation> OperationStore::PlanEnd(const Call& call,
                                                     const store::Stored<Operation>& before,
                                                     Operation ended) const {
  auto decision = operations_.PlanChange(call, before, std::move(ended), kDoneEvent);
  if (decision.change.empty()) return decision;
  journal::Write write{&sql::kDeleteWork, journal::WriteParams()};
  write.params.Text(call.tenant).Text(IdOf(before.resource));
  decision.change.writes.push_back(std::move(write));
  return decision;
}

}  // namespace steward::operations

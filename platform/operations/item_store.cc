#include "platform/operations/item_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/operations/queries.h"
#include "platform/status/macros.h"

namespace steward::operations {
namespace {

using resource::Column;

constexpr Column kColumns[] = {
    {"line", "i.line", Column::Type::kInt},
    {"state", "i.state", Column::Type::kEnum},
    {"resource", "i.resource", Column::Type::kText},
    {"name", "('operations/' || i.operation_id || '/items/' || i.line)", Column::Type::kText},
};

constexpr store::ListPlan kByLine{&sql::kListItems, nullptr, "line"};

pg::Statement StatementOf(const pg::Query& query, const OperationKey& key) {
  pg::Statement statement{&query, {}, {}};
  statement.params.Text(key.tenant).Text(key.id);
  return statement;
}

OperationItem ItemOf(int64_t line, const absl::Status& verdict, OperationItem::State otherwise) {
  OperationItem item;
  item.set_line(static_cast<int32_t>(line));
  item.set_state(verdict.ok() ? otherwise : OperationItem::FAILED);
  if (!verdict.ok()) *item.mutable_error() = ErrorOf(verdict);
  return item;
}

}  // namespace

const resource::ColumnTable& ItemColumns() {
  static const resource::ColumnTable table{
      OperationItem::descriptor(), kColumns, {"name", "i.line::text", Column::Type::kText}};
  return table;
}

absl::Status ItemStore::Add(const OperationKey& key, int64_t first, absl::Span<const NewItem> items,
                            absl::Time deadline) const {
  std::vector<int64_t> states;
  std::vector<std::string> inputs, bodies;
  for (const NewItem& each : items) {
    const int64_t line = first + static_cast<int64_t>(states.size());
    const OperationItem item = ItemOf(line, each.verdict, OperationItem::PENDING);
    states.push_back(item.state());
    inputs.push_back(each.verdict.ok() ? each.input : "");
    bodies.push_back(item.SerializeAsString());
  }
  pg::Statement statement = StatementOf(sql::kInsertItems, key);
  statement.params.Int(first).SmallArray(states).BytesArray(inputs).BytesArray(bodies);
  return pool_->WriteAsSystem({std::move(statement)}, deadline).status();
}

absl::Status ItemStore::Delete(const OperationKey& key, absl::Time deadline) const {
  return pool_->WriteAsSystem({StatementOf(sql::kDeleteItems, key)}, deadline).status();
}

absl::StatusOr<std::vector<PendingItem>> ItemStore::ListPending(const OperationKey& key,
                                                                int64_t after, int64_t limit,
                                                                absl::Time deadline) const {
  pg::Statement statement = StatementOf(sql::kListPendingItems, key);
  statement.params.Int(after).Int(limit);
  ASSIGN_OR_RETURN(const auto results, pool_->ReadAsSystem({std::move(statement)}, deadline));
  std::vector<PendingItem> items;
  for (int row = 0; row < results[0].rows(); ++row)
    items.push_back({results[0].Int(row, 0), results[0].Text(row, 1)});
  return items;
}

absl::Status ItemStore::Finish(const OperationKey& key, absl::Span<const FinishedItem> items,
                               absl::Time deadline) const {
  std::vector<int64_t> lines, states;
  std::vector<std::string> resources, bodies;
  for (const FinishedItem& each : items) {
    OperationItem item = ItemOf(each.line, each.outcome.status(), OperationItem::SUCCEEDED);
    if (each.outcome.ok()) item.set_resource(*each.outcome);
    lines.push_back(each.line);
    states.push_back(item.state());
    resources.push_back(item.resource());
    bodies.push_back(item.SerializeAsString());
  }
  pg::Statement statement = StatementOf(sql::kFinishItems, key);
  statement.params.IntArray(lines).SmallArray(states).TextArray(resources).BytesArray(bodies);
  return pool_->WriteAsSystem({std::move(statement)}, deadline).status();
}

absl::Status ItemStore::CancelPending(const OperationKey& key, absl::Time deadline) const {
  OperationItem cancelled;
  cancelled.set_state(OperationItem::CANCELLED);
  pg::Statement statement = StatementOf(sql::kCancelItems, key);
  statement.params.Bytes(cancelled.SerializeAsString());
  return pool_->WriteAsSystem({std::move(statement)}, deadline).status();
}

absl::StatusOr<ItemCounts> ItemStore::Count(const OperationKey& key, absl::Time deadline) const {
  ASSIGN_OR_RETURN(const auto results,
                   pool_->ReadAsSystem({StatementOf(sql::kCountItems, key)}, deadline));
  const pg::Result& row = results[0];
  return ItemCounts{row.Int(0, 0), row.Int(0, 1), row.Int(0, 2), row.Int(0, 3)};
}

absl::StatusOr<Encoded<operation::v1::ListOperationItemsResponse>> ItemStore::List(
    const Call& call, const store::ListRequest& request) const {
  store::ListPlan plan = kByLine;
  plan.table = &ItemColumns();
  // Whoever sees the operation sees its items.
  return lister_->List<operation::v1::ListOperationItemsResponse>(
      Unconfined(call), plan, request, absl::StrCat("operations/", request.parent, "/items/"));
}

}  // namespace steward::operations

#include "services/change_approval/sql.h"
#include "services/change_approval/store/change_tables.h"

namespace steward::change {
namespace {

namespace sql = change_approval::sql;
using resource::Column;
using v1::Change;

constexpr Column kColumns[] = {
    {"model", "c.model", Column::Type::kText},
    {"kind", "c.kind", Column::Type::kEnum},
    {"template", "c.template", Column::Type::kText},
    {"title", "c.title", Column::Type::kText},
    {"impact", "c.impact", Column::Type::kEnum},
    {"requester", "c.requester", Column::Type::kText},
    {"implementer", "c.implementer", Column::Type::kText},
    {"creator", "c.creator", Column::Type::kText},
    {"planned_start_time", "c.planned_start_time", Column::Type::kTimestamp, true},
    {"planned_end_time", "c.planned_end_time", Column::Type::kTimestamp, true},
    {"actual_start_time", "c.actual_start_time", Column::Type::kTimestamp, true},
    {"actual_end_time", "c.actual_end_time", Column::Type::kTimestamp, true},
    {"approval", "c.approval", Column::Type::kText},
    {"state", "c.state", Column::Type::kEnum},
    {"backed_out", "c.backed_out", Column::Type::kBool},
    {"close_code", "c.close_code", Column::Type::kEnum},
    {"incident", "c.incident", Column::Type::kText},
    {"create_time", "c.create_time", Column::Type::kTimestamp},
    {"update_time", "c.update_time", Column::Type::kTimestamp},
    {"name", "('changes/' || c.id)", Column::Type::kText},
};

// $5 to $23 of insert_change.sql and update_change.sql.
void Bind(const Change& change, pg::Params* params) {
  params->Text(change.model()).Small(static_cast<int16_t>(change.kind()));
  params->Text(change.template_()).Text(change.title());
  params->Small(static_cast<int16_t>(change.impact())).Text(change.requester());
  params->Text(change.implementer()).Text(change.creator());
  params->OptionalTime(
      OptionalFromProto(change.has_planned_start_time(), change.planned_start_time()));
  params->OptionalTime(OptionalFromProto(change.has_planned_end_time(), change.planned_end_time()));
  params->OptionalTime(
      OptionalFromProto(change.has_actual_start_time(), change.actual_start_time()));
  params->OptionalTime(OptionalFromProto(change.has_actual_end_time(), change.actual_end_time()));
  params->Text(change.approval()).Small(static_cast<int16_t>(change.state()));
  params->Bool(change.backed_out()).Small(static_cast<int16_t>(change.close_code()));
  params->Text(change.incident());
  params->Time(FromProto(change.create_time())).Time(FromProto(change.update_time()));
}

}  // namespace

const store::CollectionTable<Change>& ChangeTable() {
  static const resource::ColumnTable columns{
      Change::descriptor(), kColumns, {"name", "c.id", Column::Type::kText}};
  static const store::CollectionTable<Change> table{
      .collection = "changes",
      .folds_case = false,
      .get = &sql::kGetChanges,
      .insert = &sql::kInsertChange,
      .update = &sql::kUpdateChange,
      .remove = nullptr,
      .list = {&sql::kListChanges, &columns, "create_time desc"},
      .bind = Bind};
  return table;
}

}  // namespace steward::change

#include "services/change_approval/sql.h"
#include "services/change_approval/store/change_tables.h"

namespace steward::change {
namespace {

namespace sql = change_approval::sql;
using resource::Column;
using v1::ChangeModel;

constexpr Column kColumns[] = {
    {"title", "m.title", Column::Type::kText},
    {"kind", "m.kind", Column::Type::kEnum},
    {"state", "m.state", Column::Type::kEnum},
    {"creator", "m.creator", Column::Type::kText},
    {"create_time", "m.create_time", Column::Type::kTimestamp},
    {"update_time", "m.update_time", Column::Type::kTimestamp},
    {"name", "('changeModels/' || m.id)", Column::Type::kText},
};

// $5 to $10 of insert_change_model.sql and update_change_model.sql.
void Bind(const ChangeModel& model, pg::Params* params) {
  params->Text(model.title()).Small(static_cast<int16_t>(model.kind()));
  params->Small(static_cast<int16_t>(model.state())).Text(model.creator());
  params->Time(FromProto(model.create_time())).Time(FromProto(model.update_time()));
}

}  // namespace

const store::CollectionTable<ChangeModel>& ChangeModelTable() {
  static const resource::ColumnTable columns{
      ChangeModel::descriptor(), kColumns, {"name", "m.id", Column::Type::kText}};
  static const store::CollectionTable<ChangeModel> table{
      .collection = "changeModels",
      .folds_case = true,
      .get = &sql::kGetChangeModels,
      .insert = &sql::kInsertChangeModel,
      .update = &sql::kUpdateChangeModel,
      .remove = nullptr,
      .list = {&sql::kListChangeModels, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::change

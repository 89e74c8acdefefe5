#include "services/change_approval/sql.h"
#include "services/change_approval/store/change_tables.h"

namespace steward::change {
namespace {

namespace sql = change_approval::sql;
using resource::Column;
using v1::ChangeTemplate;

constexpr Column kColumns[] = {
    {"title", "t.title", Column::Type::kText},
    {"impact", "t.impact", Column::Type::kEnum},
    {"state", "t.state", Column::Type::kEnum},
    {"creator", "t.creator", Column::Type::kText},
    {"updater", "t.updater", Column::Type::kText},
    {"approver", "t.approver", Column::Type::kText},
    {"create_time", "t.create_time", Column::Type::kTimestamp},
    {"update_time", "t.update_time", Column::Type::kTimestamp},
    {"name", "('changeTemplates/' || t.id)", Column::Type::kText},
};

// $5 to $12 of insert_change_template.sql and update_change_template.sql.
void Bind(const ChangeTemplate& source, pg::Params* params) {
  params->Text(source.title()).Small(static_cast<int16_t>(source.impact()));
  params->Small(static_cast<int16_t>(source.state())).Text(source.creator());
  params->Text(source.updater()).Text(source.approver());
  params->Time(FromProto(source.create_time())).Time(FromProto(source.update_time()));
}

}  // namespace

const store::CollectionTable<ChangeTemplate>& ChangeTemplateTable() {
  static const resource::ColumnTable columns{
      ChangeTemplate::descriptor(), kColumns, {"name", "t.id", Column::Type::kText}};
  static const store::CollectionTable<ChangeTemplate> table{
      .collection = "changeTemplates",
      .folds_case = true,
      .get = &sql::kGetChangeTemplates,
      .insert = &sql::kInsertChangeTemplate,
      .update = &sql::kUpdateChangeTemplate,
      .remove = nullptr,
      .list = {&sql::kListChangeTemplates, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::change

#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::Substitute;

constexpr Column kColumns[] = {
    {"user", "('users/' || s.user_id)", Column::Type::kText},
    {"substitute", "('users/' || s.substitute_id)", Column::Type::kText},
    {"start_time", "s.start_time", Column::Type::kTimestamp},
    {"end_time", "s.end_time", Column::Type::kTimestamp},
    {"reason", "s.reason", Column::Type::kText},
    {"create_time", "s.create_time", Column::Type::kTimestamp},
    {"update_time", "s.update_time", Column::Type::kTimestamp},
    {"name", "('users/' || s.user_id || '/substitutes/' || s.substitute_id)", Column::Type::kText},
};

// $5 to $9 of insert_substitute.sql and update_substitute.sql.
void Bind(const Substitute& substitute, pg::Params* params) {
  params->Time(FromProto(substitute.start_time())).Time(FromProto(substitute.end_time()));
  params->Text(substitute.reason());
  params->Time(FromProto(substitute.create_time())).Time(FromProto(substitute.update_time()));
}

const resource::ColumnTable& ColumnsOfAll() {
  static const resource::ColumnTable columns{
      Substitute::descriptor(),
      kColumns,
      {"name", "(s.user_id || '/substitutes/' || s.substitute_id)", Column::Type::kText}};
  return columns;
}

}  // namespace

const store::CollectionTable<Substitute>& SubstituteTable() {
  static const resource::ColumnTable columns{
      Substitute::descriptor(), kColumns, {"name", "s.substitute_id", Column::Type::kText}};
  static const store::CollectionTable<Substitute> table{
      .collection = "users/*/substitutes",
      .folds_case = false,
      .get = &sql::kGetSubstitutes,
      .insert = &sql::kInsertSubstitute,
      .update = &sql::kUpdateSubstitute,
      .remove = &sql::kDeleteSubstitute,
      .list = {&sql::kListSubstitutes, &columns, ""},
      .bind = Bind};
  return table;
}

const store::ListPlan& SubstitutesOfAll() {
  static const store::ListPlan plan{&sql::kListSubstitutesOfAll, &ColumnsOfAll(), ""};
  return plan;
}

const store::ListPlan& SubstitutesAround() {
  static const store::ListPlan plan{&sql::kListSubstitutesAround, &ColumnsOfAll(), ""};
  return plan;
}

}  // namespace steward::directory

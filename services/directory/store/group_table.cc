#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::Group;

constexpr Column kColumns[] = {
    {"display_name", "g.display_name", Column::Type::kText},
    {"kind", "g.kind", Column::Type::kEnum},
    {"manager", "g.manager", Column::Type::kText},
    {"state", "g.state", Column::Type::kEnum},
    {"create_time", "g.create_time", Column::Type::kTimestamp},
    {"update_time", "g.update_time", Column::Type::kTimestamp},
    {"external_id", "g.external_id", Column::Type::kText},
    {"deprovisioned", "g.deprovisioned", Column::Type::kBool},
    {"name", "('groups/' || g.id)", Column::Type::kText},
};

// $5 to $12 of insert_group.sql and update_group.sql.
void Bind(const Group& group, pg::Params* params) {
  params->Text(group.display_name()).Small(static_cast<int16_t>(group.kind()));
  params->Text(group.manager()).Small(static_cast<int16_t>(group.state()));
  params->Time(FromProto(group.create_time())).Time(FromProto(group.update_time()));
  params->Text(group.external_id()).Bool(group.deprovisioned());
}

}  // namespace

const store::CollectionTable<Group>& GroupTable() {
  static const resource::ColumnTable columns{
      Group::descriptor(), kColumns, {"name", "g.id", Column::Type::kText}};
  static const store::CollectionTable<Group> table{.collection = "groups",
                                                   .folds_case = true,
                                                   .get = &sql::kGetGroups,
                                                   .insert = &sql::kInsertGroup,
                                                   .update = &sql::kUpdateGroup,
                                                   .remove = nullptr,
                                                   .list = {&sql::kListGroups, &columns, ""},
                                                   .bind = Bind};
  return table;
}

}  // namespace steward::directory

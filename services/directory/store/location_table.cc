#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::Location;

constexpr Column kColumns[] = {
    {"display_name", "l.display_name", Column::Type::kText},
    {"parent", "l.parent", Column::Type::kText},
    {"time_zone", "l.time_zone", Column::Type::kText},
    {"address", "l.address", Column::Type::kText},
    {"country", "l.country", Column::Type::kText},
    {"state", "l.state", Column::Type::kEnum},
    {"create_time", "l.create_time", Column::Type::kTimestamp},
    {"update_time", "l.update_time", Column::Type::kTimestamp},
    {"name", "('locations/' || l.id)", Column::Type::kText},
};

// $5 to $12 of insert_location.sql and update_location.sql.
void Bind(const Location& location, pg::Params* params) {
  params->Text(location.display_name()).Text(location.parent());
  params->Text(location.time_zone()).Text(location.address()).Text(location.country());
  params->Small(static_cast<int16_t>(location.state()));
  params->Time(FromProto(location.create_time())).Time(FromProto(location.update_time()));
}

}  // namespace

const store::CollectionTable<Location>& LocationTable() {
  static const resource::ColumnTable columns{
      Location::descriptor(), kColumns, {"name", "l.id", Column::Type::kText}};
  static const store::CollectionTable<Location> table{.collection = "locations",
                                                      .folds_case = true,
                                                      .get = &sql::kGetLocations,
                                                      .insert = &sql::kInsertLocation,
                                                      .update = &sql::kUpdateLocation,
                                                      .remove = nullptr,
                                                      .list = {&sql::kListLocations, &columns, ""},
                                                      .bind = Bind};
  return table;
}

}  // namespace steward::directory

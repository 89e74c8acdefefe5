#include "services/catalog/sql.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {
namespace {

using resource::Column;
using v1::ServiceOffering;

constexpr Column kColumns[] = {
    {"service", "o.service", Column::Type::kText},
    {"display_name", "o.display_name", Column::Type::kText},
    {"state", "o.state", Column::Type::kEnum},
    {"create_time", "o.create_time", Column::Type::kTimestamp},
    {"update_time", "o.update_time", Column::Type::kTimestamp},
    {"name", "('serviceOfferings/' || o.id)", Column::Type::kText},
};

// $5 to $9 of insert_service_offering.sql and update_service_offering.sql.
void Bind(const ServiceOffering& offering, pg::Params* params) {
  params->Text(offering.service()).Text(offering.display_name());
  params->Small(static_cast<int16_t>(offering.state()));
  params->Time(FromProto(offering.create_time())).Time(FromProto(offering.update_time()));
}

}  // namespace

const store::CollectionTable<ServiceOffering>& ServiceOfferingTable() {
  static const resource::ColumnTable columns{
      ServiceOffering::descriptor(), kColumns, {"name", "o.id", Column::Type::kText}};
  static const store::CollectionTable<ServiceOffering> table{
      .collection = "serviceOfferings",
      .folds_case = true,
      .get = &sql::kGetServiceOfferings,
      .insert = &sql::kInsertServiceOffering,
      .update = &sql::kUpdateServiceOffering,
      .remove = nullptr,
      .list = {&sql::kListServiceOfferings, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::catalog

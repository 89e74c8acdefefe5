#include "services/catalog/sql.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {
namespace {

using resource::Column;
using v1::CatalogService;

constexpr Column kColumns[] = {
    {"display_name", "s.display_name", Column::Type::kText},
    {"owner", "s.owner", Column::Type::kText},
    {"support_group", "s.support_group", Column::Type::kText},
    {"state", "s.state", Column::Type::kEnum},
    {"create_time", "s.create_time", Column::Type::kTimestamp},
    {"update_time", "s.update_time", Column::Type::kTimestamp},
    {"name", "('catalogServices/' || s.id)", Column::Type::kText},
};

// $5 to $10 of insert_catalog_service.sql and update_catalog_service.sql.
void Bind(const CatalogService& service, pg::Params* params) {
  params->Text(service.display_name()).Text(service.owner()).Text(service.support_group());
  params->Small(static_cast<int16_t>(service.state()));
  params->Time(FromProto(service.create_time())).Time(FromProto(service.update_time()));
}

}  // namespace

const store::CollectionTable<CatalogService>& CatalogServiceTable() {
  static const resource::ColumnTable columns{
      CatalogService::descriptor(), kColumns, {"name", "s.id", Column::Type::kText}};
  static const store::CollectionTable<CatalogService> table{
      .collection = "catalogServices",
      .folds_case = true,
      .get = &sql::kGetCatalogServices,
      .insert = &sql::kInsertCatalogService,
      .update = &sql::kUpdateCatalogService,
      .remove = nullptr,
      .list = {&sql::kListCatalogServices, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::catalog

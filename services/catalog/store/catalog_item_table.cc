#include "services/catalog/sql.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {
namespace {

using resource::Column;
using v1::CatalogItem;

constexpr Column kColumns[] = {
    {"offering", "c.offering", Column::Type::kText},
    {"category", "c.category", Column::Type::kText},
    {"display_name", "c.display_name", Column::Type::kText},
    {"state", "c.state", Column::Type::kEnum},
    {"revision", "c.revision", Column::Type::kInt},
    {"unpublished", "c.unpublished", Column::Type::kBool},
    {"create_time", "c.create_time", Column::Type::kTimestamp},
    {"update_time", "c.update_time", Column::Type::kTimestamp},
    {"name", "('catalogItems/' || c.id)", Column::Type::kText},
};

// $5 to $12 of insert_catalog_item.sql and update_catalog_item.sql.
void Bind(const CatalogItem& item, pg::Params* params) {
  params->Text(item.offering()).Text(item.category()).Text(item.display_name());
  params->Small(static_cast<int16_t>(item.state())).Int(item.revision()).Bool(item.unpublished());
  params->Time(FromProto(item.create_time())).Time(FromProto(item.update_time()));
}

}  // namespace

const store::CollectionTable<CatalogItem>& CatalogItemTable() {
  static const resource::ColumnTable columns{
      CatalogItem::descriptor(), kColumns, {"name", "c.id", Column::Type::kText}};
  static const store::CollectionTable<CatalogItem> table{
      .collection = "catalogItems",
      .folds_case = true,
      .get = &sql::kGetCatalogItems,
      .insert = &sql::kInsertCatalogItem,
      .update = &sql::kUpdateCatalogItem,
      .remove = nullptr,
      .list = {&sql::kListCatalogItems, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::catalog

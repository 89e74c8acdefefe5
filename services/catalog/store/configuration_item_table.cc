#include "services/catalog/sql.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {
namespace {

using resource::Column;
using v1::ConfigurationItem;

constexpr Column kColumns[] = {
    {"display_name", "c.display_name", Column::Type::kText},
    {"class", "c.class", Column::Type::kText},
    {"owner", "c.owner", Column::Type::kText},
    {"support_group", "c.support_group", Column::Type::kText},
    {"state", "c.state", Column::Type::kEnum},
    {"create_time", "c.create_time", Column::Type::kTimestamp},
    {"update_time", "c.update_time", Column::Type::kTimestamp},
    {"name", "('configurationItems/' || c.id)", Column::Type::kText},
};

// $5 to $11 of insert_configuration_item.sql and update_configuration_item.sql.
void Bind(const ConfigurationItem& item, pg::Params* params) {
  params->Text(item.display_name()).Text(item.class_()).Text(item.owner());
  params->Text(item.support_group()).Small(static_cast<int16_t>(item.state()));
  params->Time(FromProto(item.create_time())).Time(FromProto(item.update_time()));
}

}  // namespace

const store::CollectionTable<ConfigurationItem>& ConfigurationItemTable() {
  static const resource::ColumnTable columns{
      ConfigurationItem::descriptor(), kColumns, {"name", "c.id", Column::Type::kText}};
  static const store::CollectionTable<ConfigurationItem> table{
      .collection = "configurationItems",
      .folds_case = true,
      .get = &sql::kGetConfigurationItems,
      .insert = &sql::kInsertConfigurationItem,
      .update = &sql::kUpdateConfigurationItem,
      .remove = nullptr,
      .list = {&sql::kListConfigurationItems, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::catalog

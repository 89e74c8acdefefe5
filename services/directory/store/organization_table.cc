#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::Organization;

constexpr Column kColumns[] = {
    {"display_name", "o.display_name", Column::Type::kText},
    {"parent", "o.parent", Column::Type::kText},
    {"state", "o.state", Column::Type::kEnum},
    {"create_time", "o.create_time", Column::Type::kTimestamp},
    {"update_time", "o.update_time", Column::Type::kTimestamp},
    {"name", "('organizations/' || o.id)", Column::Type::kText},
};

// $5 to $9 of insert_organization.sql and update_organization.sql.
void Bind(const Organization& organization, pg::Params* params) {
  params->Text(organization.display_name()).Text(organization.parent());
  params->Small(static_cast<int16_t>(organization.state()));
  params->Time(FromProto(organization.create_time())).Time(FromProto(organization.update_time()));
}

}  // namespace

const store::CollectionTable<Organization>& OrganizationTable() {
  static const resource::ColumnTable columns{
      Organization::descriptor(), kColumns, {"name", "o.id", Column::Type::kText}};
  static const store::CollectionTable<Organization> table{
      .collection = "organizations",
      .folds_case = true,
      .get = &sql::kGetOrganizations,
      .insert = &sql::kInsertOrganization,
      .update = &sql::kUpdateOrganization,
      .remove = nullptr,
      .list = {&sql::kListOrganizations, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::directory

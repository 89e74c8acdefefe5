#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::Tenant;

constexpr Column kColumns[] = {
    {"display_name", "t.display_name", Column::Type::kText},
    {"region", "t.region", Column::Type::kText},
    {"state", "t.state", Column::Type::kEnum},
    {"suspend_reason", "t.suspend_reason", Column::Type::kText},
    {"create_time", "t.create_time", Column::Type::kTimestamp},
    {"update_time", "t.update_time", Column::Type::kTimestamp},
    {"name", "('tenants/' || t.id)", Column::Type::kText},
};

// $5 to $10 of insert_tenant.sql and update_tenant.sql.
void Bind(const Tenant& tenant, pg::Params* params) {
  params->Text(tenant.display_name()).Text(tenant.region());
  params->Small(static_cast<int16_t>(tenant.state())).Text(tenant.suspend_reason());
  params->Time(FromProto(tenant.create_time())).Time(FromProto(tenant.update_time()));
}

}  // namespace

const store::CollectionTable<Tenant>& TenantTable() {
  static const resource::ColumnTable columns{
      Tenant::descriptor(), kColumns, {"name", "t.id", Column::Type::kText}};
  static const store::CollectionTable<Tenant> table{.collection = "tenants",
                                                    .folds_case = false,
                                                    .get = &sql::kGetTenants,
                                                    .insert = &sql::kInsertTenant,
                                                    .update = &sql::kUpdateTenant,
                                                    .remove = nullptr,
                                                    .list = {&sql::kListTenants, &columns, ""},
                                                    .bind = Bind};
  return table;
}

}  // namespace steward::directory

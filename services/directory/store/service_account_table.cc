#include <string>
#include <vector>

#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::ServiceAccount;

constexpr Column kColumns[] = {
    {"display_name", "a.display_name", Column::Type::kText},
    {"roles", "a.roles", Column::Type::kTextArray},
    {"state", "a.state", Column::Type::kEnum},
    {"create_time", "a.create_time", Column::Type::kTimestamp},
    {"update_time", "a.update_time", Column::Type::kTimestamp},
    {"name", "('serviceAccounts/' || a.id)", Column::Type::kText},
};

// $5 to $9 of insert_service_account.sql and update_service_account.sql.
void Bind(const ServiceAccount& account, pg::Params* params) {
  const std::vector<std::string> roles(account.roles().begin(), account.roles().end());
  params->Text(account.display_name()).TextArray(roles);
  params->Small(static_cast<int16_t>(account.state()));
  params->Time(FromProto(account.create_time())).Time(FromProto(account.update_time()));
}

}  // namespace

const store::CollectionTable<ServiceAccount>& ServiceAccountTable() {
  static const resource::ColumnTable columns{
      ServiceAccount::descriptor(), kColumns, {"name", "a.id", Column::Type::kText}};
  static const store::CollectionTable<ServiceAccount> table{
      .collection = "serviceAccounts",
      .folds_case = true,
      .get = &sql::kGetServiceAccounts,
      .insert = &sql::kInsertServiceAccount,
      .update = &sql::kUpdateServiceAccount,
      .remove = nullptr,
      .list = {&sql::kListServiceAccounts, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::directory

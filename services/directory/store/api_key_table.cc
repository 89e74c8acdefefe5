#include <string>
#include <vector>

#include "platform/auth/api_key.h"
#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::ApiKey;

constexpr Column kColumns[] = {
    {"display_name", "k.display_name", Column::Type::kText},
    {"roles", "k.roles", Column::Type::kTextArray},
    {"state", "k.state", Column::Type::kEnum},
    {"creator", "k.creator", Column::Type::kText},
    {"expire_time", "k.expire_time", Column::Type::kTimestamp},
    {"create_time", "k.create_time", Column::Type::kTimestamp},
    {"update_time", "k.update_time", Column::Type::kTimestamp},
    {"last_use_time", "u.use_time", Column::Type::kTimestamp, true},
    {"leak_time", "k.leak_time", Column::Type::kTimestamp, true},
    {"name", "('serviceAccounts/' || k.account_id || '/apiKeys/' || k.key_id)",
     Column::Type::kText},
};

// $5 to $13 of insert_api_key.sql and update_api_key.sql.
void Bind(const ApiKey& key, pg::Params* params) {
  const std::vector<std::string> roles(key.roles().begin(), key.roles().end());
  params->Text(key.display_name()).TextArray(roles);
  params->Small(static_cast<int16_t>(key.state())).Text(key.creator());
  params->Time(FromProto(key.expire_time()));
  params->Time(FromProto(key.create_time())).Time(FromProto(key.update_time()));
  params->OptionalTime(OptionalFromProto(key.has_leak_time(), key.leak_time()));
  const auto given = auth::ParseApiKey(key.key());
  params->Bytes(given ? auth::DigestOfSecret(given->secret) : "");
}

}  // namespace

const store::CollectionTable<ApiKey>& ApiKeyTable() {
  static const resource::ColumnTable columns{
      ApiKey::descriptor(), kColumns, {"name", "k.key_id", Column::Type::kText}};
  static const store::CollectionTable<ApiKey> table{
      .collection = "serviceAccounts/*/apiKeys",
      .folds_case = false,
      .get = &sql::kGetApiKeys,
      .insert = &sql::kInsertApiKey,
      .update = &sql::kUpdateApiKey,
      .remove = nullptr,
      .list = {&sql::kListApiKeys, &columns, "create_time desc"},
      .bind = Bind};
  return table;
}

}  // namespace steward::directory

#include <string>
#include <vector>

#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::User;

constexpr Column kColumns[] = {
    {"display_name", "u.display_name", Column::Type::kText},
    {"email", "u.email", Column::Type::kText},
    {"phone", "u.phone", Column::Type::kText},
    {"title", "u.title", Column::Type::kText},
    {"locale", "u.locale", Column::Type::kText},
    {"time_zone", "u.time_zone", Column::Type::kText},
    {"manager", "u.manager", Column::Type::kText},
    {"organization", "u.organization", Column::Type::kText},
    {"location", "u.location", Column::Type::kText},
    {"roles", "u.roles", Column::Type::kTextArray},
    {"vip", "u.vip", Column::Type::kBool},
    {"external_id", "u.external_id", Column::Type::kText},
    {"state", "u.state", Column::Type::kEnum},
    {"create_time", "u.create_time", Column::Type::kTimestamp},
    {"update_time", "u.update_time", Column::Type::kTimestamp},
    {"user_name", "u.user_name", Column::Type::kText},
    {"given_name", "u.given_name", Column::Type::kText},
    {"family_name", "u.family_name", Column::Type::kText},
    {"deprovisioned", "u.deprovisioned", Column::Type::kBool},
    {"name", "('users/' || u.id)", Column::Type::kText},
};

// $5 to $23 of insert_user.sql and update_user.sql.
void Bind(const User& user, pg::Params* params) {
  params->Text(user.display_name()).Text(user.email()).Text(user.phone()).Text(user.title());
  params->Text(user.locale()).Text(user.time_zone()).Text(user.manager());
  params->Text(user.organization()).Text(user.location());
  params->TextArray(std::vector<std::string>(user.roles().begin(), user.roles().end()));
  params->Bool(user.vip()).Text(user.external_id()).Small(static_cast<int16_t>(user.state()));
  params->Time(FromProto(user.create_time())).Time(FromProto(user.update_time()));
  params->Text(user.user_name()).Text(user.given_name()).Text(user.family_name());
  params->Bool(user.deprovisioned());
}

}  // namespace

const store::CollectionTable<User>& UserTable() {
  static const resource::ColumnTable columns{
      User::descriptor(), kColumns, {"name", "u.id", Column::Type::kText}};
  static const store::CollectionTable<User> table{.collection = "users",
                                                  .folds_case = true,
                                                  .get = &sql::kGetUsers,
                                                  .insert = &sql::kInsertUser,
                                                  .update = &sql::kUpdateUser,
                                                  .remove = nullptr,
                                                  .list = {&sql::kListUsers, &columns, ""},
                                                  .bind = Bind};
  return table;
}

}  // namespace steward::directory

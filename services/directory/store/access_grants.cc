#include "services/directory/store/access_grants.h"

#include <string>
#include <vector>

#include "services/directory/sql.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::AccessGrant;

constexpr Column kColumns[] = {
    {"grantee_tenant", "g.grantee_tenant", Column::Type::kText},
    {"grantee", "g.grantee", Column::Type::kText},
    {"roles", "g.roles", Column::Type::kTextArray},
    {"reason", "g.reason", Column::Type::kText},
    {"start_time", "g.start_time", Column::Type::kTimestamp},
    {"expire_time", "g.expire_time", Column::Type::kTimestamp},
    {"state", "access_grant_state(g.start_time, g.expire_time, g.revoke_time)",
     Column::Type::kEnum},
    {"revoke_time", "g.revoke_time", Column::Type::kTimestamp, true},
    {"creator", "g.creator", Column::Type::kText},
    {"create_time", "g.create_time", Column::Type::kTimestamp},
    {"update_time", "g.update_time", Column::Type::kTimestamp},
    {"name", "('accessGrants/' || g.id)", Column::Type::kText},
};

// $5 to $14 of insert_access_grant.sql and update_access_grant.sql.
void Bind(const AccessGrant& grant, pg::Params* params) {
  params->Text(grant.grantee_tenant()).Text(grant.grantee());
  params->TextArray(std::vector<std::string>(grant.roles().begin(), grant.roles().end()));
  params->Text(grant.reason());
  params->Time(FromProto(grant.start_time())).Time(FromProto(grant.expire_time()));
  params->OptionalTime(OptionalFromProto(grant.has_revoke_time(), grant.revoke_time()));
  params->Text(grant.creator());
  params->Time(FromProto(grant.create_time())).Time(FromProto(grant.update_time()));
}

}  // namespace

const store::CollectionTable<AccessGrant>& AccessGrantTable() {
  static const resource::ColumnTable columns{
      AccessGrant::descriptor(), kColumns, {"name", "g.id", Column::Type::kText}};
  static const store::CollectionTable<AccessGrant> table{
      .collection = "accessGrants",
      .folds_case = false,
      .get = &sql::kGetAccessGrants,
      .insert = &sql::kInsertAccessGrant,
      .update = &sql::kUpdateAccessGrant,
      .remove = nullptr,
      .list = {&sql::kListAccessGrants, &columns, "create_time desc"},
      .bind = Bind};
  return table;
}

}  // namespace steward::directory

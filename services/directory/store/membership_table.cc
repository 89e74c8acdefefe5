#include "services/directory/sql.h"
#include "services/directory/store/tables.h"

namespace steward::directory {
namespace {

using resource::Column;
using v1::Membership;

constexpr Column kColumns[] = {
    {"user", "('users/' || m.user_id)", Column::Type::kText},
    {"role", "m.role", Column::Type::kEnum},
    {"start_time", "m.start_time", Column::Type::kTimestamp},
    {"end_time", "m.end_time", Column::Type::kTimestamp, true},
    {"create_time", "m.create_time", Column::Type::kTimestamp},
    {"update_time", "m.update_time", Column::Type::kTimestamp},
    {"name", "('groups/' || m.group_id || '/memberships/' || m.user_id)", Column::Type::kText},
};

// $5 to $9 of insert_membership.sql and update_membership.sql.
void Bind(const Membership& membership, pg::Params* params) {
  params->Small(static_cast<int16_t>(membership.role()));
  params->Time(FromProto(membership.start_time()));
  params->OptionalTime(OptionalFromProto(membership.has_end_time(), membership.end_time()));
  params->Time(FromProto(membership.create_time())).Time(FromProto(membership.update_time()));
}

}  // namespace

const store::CollectionTable<Membership>& MembershipTable() {
  static const resource::ColumnTable columns{
      Membership::descriptor(), kColumns, {"name", "m.user_id", Column::Type::kText}};
  static const store::CollectionTable<Membership> table{
      .collection = "groups/*/memberships",
      .folds_case = false,
      .get = &sql::kGetMemberships,
      .insert = &sql::kInsertMembership,
      .update = &sql::kUpdateMembership,
      .remove = &sql::kDeleteMembership,
      .list = {&sql::kListMemberships, &columns, ""},
      .bind = Bind};
  return table;
}

}  // namespace steward::directory

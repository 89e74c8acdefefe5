#include "services/directory/sql.h"
#include "services/directory/store/scim_list.h"

namespace steward::directory {
namespace {

using Type = ScimColumn::Type;

constexpr char kMemberships[] = "memberships.list";
constexpr char kContact[] = "users.readContact";

constexpr char kRoles[] = "EXISTS (SELECT FROM unnest(u.roles) AS r (role) WHERE {})";
constexpr char kGroups[] =
    "EXISTS (SELECT FROM membership m WHERE m.tenant_id = $1 AND m.user_id = u.id"
    " AND m.body IS NOT NULL AND m.start_time <= now()"
    " AND (m.end_time IS NULL OR m.end_time > now()) AND {})";
constexpr char kMembers[] =
    "EXISTS (SELECT FROM membership m WHERE m.tenant_id = $1 AND m.group_id = g.id"
    " AND m.body IS NOT NULL AND m.start_time <= now()"
    " AND (m.end_time IS NULL OR m.end_time > now()) AND {})";

constexpr ScimColumn kUserColumns[] = {
    {.path = "id", .sql = "u.id", .case_exact = true},
    {.path = "externalid", .sql = "u.external_id", .case_exact = true},
    {.path = "username", .sql = "u.folded_user_name", .is_folded = true},
    {.path = "name.familyname", .sql = "u.family_name"},
    {.path = "name.givenname", .sql = "u.given_name"},
    {.path = "displayname", .sql = "u.display_name"},
    {.path = "title", .sql = "u.title"},
    {.path = "locale", .sql = "u.locale"},
    {.path = "timezone", .sql = "u.time_zone"},
    {.path = "active", .sql = "(u.state = 1)", .type = Type::kBool},
    {.path = "emails.value", .sql = "u.email"},
    {.path = "emails.type", .sql = "(CASE WHEN u.email = '' THEN '' ELSE 'work' END)"},
    {.path = "emails.primary", .sql = "(u.email <> '')", .type = Type::kBool},
    {.path = "phonenumbers.value", .sql = "u.phone", .permission = kContact},
    {.path = "phonenumbers.type",
     .sql = "(CASE WHEN u.phone = '' THEN '' ELSE 'work' END)",
     .permission = kContact},
    {.path = "phonenumbers.primary",
     .sql = "(u.phone <> '')",
     .type = Type::kBool,
     .permission = kContact},
    {.path = "roles.value", .sql = "r.role", .case_exact = true, .within = kRoles},
    {.path = "groups.value",
     .sql = "m.group_id",
     .case_exact = true,
     .within = kGroups,
     .permission = kMemberships},
    {.path = "meta.created", .sql = "u.create_time", .type = Type::kTime},
    {.path = "meta.lastmodified", .sql = "u.update_time", .type = Type::kTime},
    {.path = "+organization", .sql = "substr(u.organization, 15)", .case_exact = true},
    {.path = "+manager.value", .sql = "substr(u.manager, 7)", .case_exact = true},
};

constexpr ScimColumn kGroupColumns[] = {
    {.path = "id", .sql = "g.id", .case_exact = true},
    {.path = "externalid", .sql = "g.external_id", .case_exact = true},
    {.path = "displayname", .sql = "g.display_name"},
    {.path = "members.value",
     .sql = "m.user_id",
     .case_exact = true,
     .within = kMembers,
     .permission = kMemberships},
    {.path = "members.type", .sql = "'User'", .within = kMembers, .permission = kMemberships},
    {.path = "meta.created", .sql = "g.create_time", .type = Type::kTime},
    {.path = "meta.lastmodified", .sql = "g.update_time", .type = Type::kTime},
};

}  // namespace

const ScimList& ScimUserList() {
  static const ScimList list{&scim::UserType(), kUserColumns, &sql::kListScimUsers,
                             &sql::kCountScimUsers};
  return list;
}

const ScimList& ScimGroupList() {
  static const ScimList list{&scim::GroupType(), kGroupColumns, &sql::kListScimGroups,
                             &sql::kCountScimGroups};
  return list;
}

}  // namespace steward::directory

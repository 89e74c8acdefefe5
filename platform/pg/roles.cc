#include "platform/pg/roles.h"

#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/pg/connection.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::pg {
namespace {

// Membership counts as the privilege itself: SET ROLE is one statement away.
constexpr Query kFlags{"role_flags", R"sql(
WITH relation AS (
  SELECT c.oid, c.relkind, c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema())
SELECT
  EXISTS (SELECT FROM pg_roles r
          WHERE (r.rolsuper OR r.rolbypassrls) AND pg_has_role(current_user, r.oid, 'MEMBER')),
  EXISTS (SELECT FROM relation WHERE pg_has_role(current_user, relowner, 'MEMBER')),
  EXISTS (SELECT FROM relation
          WHERE relkind IN ('r', 'p') AND has_table_privilege(current_user, oid, 'TRUNCATE')),
  has_schema_privilege(current_user, current_schema(), 'CREATE')
)sql"};
// Of the policies that are kept for some roles: whether one is for this role, or not for it.
constexpr Query kReach{"role_reach", R"sql(
SELECT
  count(*) FILTER (WHERE admitted.member), count(*) FILTER (WHERE NOT admitted.usage),
  current_user::text
FROM pg_policy p, LATERAL (
  SELECT bool_or(pg_has_role(current_user, role, 'MEMBER')) AS member,
         bool_or(pg_has_role(current_user, role, 'USAGE')) AS usage
  FROM unnest(p.polroles) AS role WHERE role <> 0) AS admitted
WHERE p.polpermissive AND 0 <> ALL (p.polroles)
      AND concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
          LIKE '%app.system%'
)sql"};
constexpr Query kSameRights{"same_rights", "SELECT pg_has_role(current_user, $1::name, 'USAGE')"};
constexpr Query kOpen{"open_policies", R"sql(
SELECT format('ALTER POLICY %I ON %s TO %I, %I', p.polname, p.polrelid::regclass, $1, current_user)
FROM pg_policy p
WHERE p.polpermissive
      AND concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
          LIKE '%app.system%'
      AND NOT (p.polroles @> ARRAY[quote_ident($1)::regrole::oid] AND 0 <> ALL (p.polroles))
ORDER BY 1
)sql"};

absl::StatusOr<Result> Ask(Connection& connection, const Query& query, Params params = {}) {
  ASSIGN_OR_RETURN(auto results,
                   connection.Run(std::vector<Statement>{{&query, std::move(params), {}}},
                                  absl::Now() + absl::Seconds(10)));
  return std::move(results[0]);
}

absl::Status Refuse(absl::string_view message) {
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::PERMISSION_DENIED,
                      message);
}

absl::Status CheckFlags(Connection& connection) {
  ASSIGN_OR_RETURN(const Result flags, Ask(connection, kFlags));
  if (flags.Bool(0, 0))
    return Refuse(
        "The database role may pass row-level security; use a role without SUPERUSER and "
        "BYPASSRLS that is no member of one with them.");
  if (flags.Bool(0, 1))
    return Refuse("The database role owns tables, or is a member of the role that does.");
  if (flags.Bool(0, 2))
    return Refuse("The database role may TRUNCATE, which passes row-level security; revoke it.");
  if (flags.Bool(0, 3))
    return Refuse("The database role may CREATE in the schema; revoke it, from PUBLIC as well.");
  return absl::OkStatus();
}

struct Parted {
  std::mutex mutex;
  std::map<std::string, std::string> by_conninfo;
};

Parted& TheParted() {
  static Parted* parted = new Parted();
  return *parted;
}

}  // namespace

void PartJobs(const std::string& conninfo, const std::string& jobs_conninfo) {
  Parted& parted = TheParted();
  std::lock_guard lock(parted.mutex);
  parted.by_conninfo[conninfo] = jobs_conninfo;
}

std::string JobsOf(const std::string& conninfo) {
  Parted& parted = TheParted();
  std::lock_guard lock(parted.mutex);
  const auto found = parted.by_conninfo.find(conninfo);
  return found == parted.by_conninfo.end() ? conninfo : found->second;
}

absl::Status KeepForJobs(const std::string& owner_conninfo, const std::string& jobs_role) {
  ASSIGN_OR_RETURN(auto connection, Connection::Open(owner_conninfo));
  Params params;
  params.Text(jobs_role);
  ASSIGN_OR_RETURN(const Result open, Ask(*connection, kOpen, std::move(params)));
  // One at a time: each waits for those who use its table, and nobody for all of them.
  for (int row = 0; row < open.rows(); ++row)
    RETURN_IF_ERROR(connection->RunScript(
        absl::StrCat("BEGIN; SET LOCAL lock_timeout = '10s'; ", open.Text(row, 0), "; COMMIT;")));
  return absl::OkStatus();
}

absl::Status CheckRoles(const std::string& conninfo, const std::string& jobs_conninfo) {
  ASSIGN_OR_RETURN(auto application, Connection::Open(conninfo));
  ASSIGN_OR_RETURN(auto jobs, Connection::Open(jobs_conninfo));
  RETURN_IF_ERROR(CheckFlags(*application));
  RETURN_IF_ERROR(CheckFlags(*jobs));
  ASSIGN_OR_RETURN(const Result of_application, Ask(*application, kReach));
  ASSIGN_OR_RETURN(const Result of_jobs, Ask(*jobs, kReach));
  if (of_jobs.Int(0, 1) > 0)
    return Refuse("What is for all tenants is kept for another role; set jobs_database.");
  const std::string role = of_application.Text(0, 2);
  if (role == of_jobs.Text(0, 2)) return absl::OkStatus();
  if (of_application.Int(0, 0) > 0)
    return Refuse("The role of `database` may act as the role for jobs; revoke the membership.");
  Params params;
  params.Text(role);
  ASSIGN_OR_RETURN(const Result same, Ask(*jobs, kSameRights, std::move(params)));
  if (!same.Bool(0, 0))
    return Refuse("The role of jobs_database must be a member of the role of `database`.");
  return absl::OkStatus();
}

}  // namespace steward::pg

#include "platform/pg/migrate.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "platform/pg/connection.h"
#include "platform/pg/error.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::pg {
namespace {

constexpr char kUndefinedTable[] = "42P01";
constexpr Query kApplied{"applied_migrations", "SELECT name FROM schema_migration"};

constexpr char kPrepare[] = R"sql(
CREATE TABLE IF NOT EXISTS schema_migration (
  name text PRIMARY KEY,
  apply_time timestamptz NOT NULL DEFAULT now()
);
)sql";

// The lock is of the transaction, so it goes away with a killed migrator.
constexpr char kBegin[] =
    "BEGIN; SET LOCAL lock_timeout = '10s';"
    " SELECT pg_advisory_xact_lock(7235001);";

absl::StatusOr<std::set<std::string>> Applied(Connection& connection) {
  ASSIGN_OR_RETURN(auto results, connection.Run(std::vector<Statement>{{&kApplied, {}, {}}},
                                                absl::Now() + absl::Seconds(10)));
  std::set<std::string> names;
  for (int i = 0; i < results[0].rows(); ++i) names.insert(results[0].Text(i, 0));
  return names;
}

std::string Quoted(const std::string& identifier) {
  return absl::StrCat("\"", absl::StrReplaceAll(identifier, {{"\"", "\"\""}}), "\"");
}

}  // namespace

absl::Status Migrate(const std::string& owner_conninfo, const std::string& application_role,
                     const std::vector<MigrationSet>& sets) {
  ASSIGN_OR_RETURN(auto connection, Connection::Open(owner_conninfo));
  std::string role = Quoted(application_role);
  RETURN_IF_ERROR(connection->RunScript(
      absl::StrCat(kBegin, kPrepare, "GRANT SELECT ON schema_migration TO ", role, "; COMMIT;")));
  for (const MigrationSet& set : sets) {
    for (const Migration& migration : set.migrations) {
      std::string name = absl::StrCat(set.name, "/", migration.name);
      // A name is claimed under the lock: a second migrator waits here and then finds it applied.
      std::string script = absl::StrCat(
          kBegin, "INSERT INTO schema_migration (name) VALUES ('", name, "');",
          absl::StrReplaceAll(migration.text, {{":application_role", role}}), "COMMIT;");
      ASSIGN_OR_RETURN(auto applied, Applied(*connection));
      if (applied.contains(name)) continue;
      absl::Status status = connection->RunScript(script);
      if (status.ok()) continue;
      RETURN_IF_ERROR(connection->RunScript("ROLLBACK;"));
      ASSIGN_OR_RETURN(applied, Applied(*connection));
      if (!applied.contains(name)) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSchema(const std::string& conninfo, const std::vector<MigrationSet>& sets) {
  using errors::Reason;
  ASSIGN_OR_RETURN(auto connection, Connection::Open(conninfo));
  auto applied = Applied(*connection);
  if (!applied.ok() && SqlState(applied.status()) != kUndefinedTable) return applied.status();
  if (!applied.ok())
    return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::UNAVAILABLE,
                        "The database has no schema; run this program with 'migrate'.");
  for (const MigrationSet& set : sets) {
    for (const Migration& migration : set.migrations) {
      std::string name = absl::StrCat(set.name, "/", migration.name);
      if (applied->contains(name)) continue;
      return errors::Make(
          absl::StatusCode::kFailedPrecondition, Reason::UNAVAILABLE,
          absl::StrCat("Migration ", name, " is missing; run this program with 'migrate'."));
    }
  }
  return absl::OkStatus();
}

}  // namespace steward::pg

#pragma once

// The schema of a service under test: what must hold of every table that has tenants, and whether
// every statement fits. Not thread-safe.

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "platform/pg/connection.h"
#include "platform/pg/error.h"
#include "platform/pg/pool.h"
#include "platform/status/errors.h"
#include "platform/testing/postgres.h"

namespace steward {

class Schema {
 public:
  // `owner` is the conninfo of a database of TestPostgres that was migrated.
  explicit Schema(const std::string& owner)
      : owner_(owner), superuser_(Open(TestPostgres::Get().SuperuserConninfo(owner))) {}

  pg::Connection& superuser() { return *superuser_; }
  // A new connection of the role that the service runs under.
  std::unique_ptr<pg::Connection> Application() const {
    return Open(TestPostgres::Get().AppConninfo(owner_));
  }

  // Runs a statement that sees the rows of these tenants, for whom row-level security applies.
  static absl::StatusOr<pg::Result> Query(pg::Connection& connection, const std::string& text,
                                          const std::vector<std::string>& scope = {}) {
    auto results =
        connection.Run(std::vector<pg::Statement>{pg::ScopeTo(scope), {nullptr, {}, text}}, Soon());
    if (!results.ok()) return results.status();
    return results->at(1);
  }

  // Sorted.
  std::vector<std::string> TablesOfTenants() {
    return Names(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND EXISTS (SELECT FROM"
        " pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') ORDER BY 1");
  }
  // Those of them without forced row-level security by the policy of all of them.
  std::vector<std::string> Unfenced() {
    return Names(
        "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND"
        " a.attname = 'tenant_id' WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND"
        " c.relforcerowsecurity AND a.attnotnull AND EXISTS (SELECT FROM pg_policies p WHERE"
        " p.tablename = c.relname AND p.policyname = 'tenant' AND p.cmd = 'ALL' AND p.permissive ="
        " 'PERMISSIVE' AND p.qual LIKE '((tenant_id = ( SELECT current_setting(''app.tenant''%'"
        " AND p.qual LIKE '%tenant_id || ''''::text) = ANY%app.tenants%'))");
  }
  // Unique keys and foreign keys of theirs that do not start with the tenant.
  std::vector<std::string> KeysWithoutTenant() {
    return Names(
        "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_attribute a ON a.attrelid ="
        " i.indrelid AND a.attname = 'tenant_id' WHERE i.indisunique AND i.indkey[0] <> a.attnum "
        "AND"
        " i.indexrelid::regclass::text <> 'journal_by_offset' UNION ALL SELECT c.conname::text FROM"
        " pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname ="
        " 'tenant_id' WHERE c.contype = 'f' AND c.conkey[1] <> a.attnum");
  }
  // Policies that reach over tenants and allow more than reading.
  std::vector<std::string> WidePolicies() {
    return Names(
        "SELECT tablename::text || ' ' || policyname || ' ' || permissive || ' ' || cmd FROM"
        " pg_policies WHERE policyname <> 'tenant' AND cmd <> 'SELECT' ORDER BY 1");
  }
  // Tables of which a connection shows rows of others than these tenants. The statements forget to
  // ask for a tenant. Without tenants: in a transaction that says nothing of any.
  std::vector<std::string> Leaks(pg::Connection& connection,
                                 const std::vector<std::string>& tenants) {
    std::vector<std::string> leaks;
    for (const std::string& table : TablesOfTenants()) {
      std::vector<pg::Statement> run;
      if (!tenants.empty()) run.push_back(pg::ScopeTo(tenants));
      run.push_back({nullptr, {}, absl::StrCat("SELECT tenant_id FROM ", table)});
      auto results = connection.Run(run, Soon());
      if (!results.ok()) leaks.push_back(absl::StrCat(table, ": ", results.status().ToString()));
      for (int row = 0; results.ok() && row < results->back().rows(); ++row)
        if (std::find(tenants.begin(), tenants.end(), results->back().Text(row, 0)) ==
            tenants.end())
          leaks.push_back(table);
    }
    return leaks;
  }
  // Statements that do not fit the schema, with what PostgreSQL says of them.
  std::vector<std::string> Misfits(std::initializer_list<const pg::Query*> queries) {
    std::vector<std::string> misfits;
    auto application = Application();
    for (const pg::Query* query : queries) {
      const std::string text = absl::StrReplaceAll(
          query->text,
          {{"{filter}", "TRUE"}, {"{after}", "TRUE"}, {"{order}", ""}, {"{limit}", "1"}});
      auto prepared = Query(*application, absl::StrCat("PREPARE ", query->name, " AS ", text));
      if (!prepared.ok())
        misfits.push_back(absl::StrCat(query->name, ": ", errors::LogText(prepared.status())));
    }
    return misfits;
  }

 private:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(10); }
  static std::unique_ptr<pg::Connection> Open(const std::string& conninfo) {
    return pg::Connection::Open(conninfo).value();
  }

  std::vector<std::string> Names(const std::string& text) {
    const pg::Result rows = Query(*superuser_, text).value();
    std::vector<std::string> names;
    for (int row = 0; row < rows.rows(); ++row) names.push_back(rows.Text(row, 0));
    return names;
  }

  const std::string owner_;
  std::unique_ptr<pg::Connection> superuser_;
};

}  // namespace steward

#include "platform/events/parked_command.h"

#include <algorithm>
#include <iostream>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "platform/events/queries.h"
#include "platform/pg/connection.h"
#include "platform/pg/pool.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::events {
namespace {

constexpr char kUsage[] =
    "parked list                      shows the events that could not be applied\n"
    "parked retry [TENANT [RESOURCE]] has them applied again, within seconds\n"
    "parked skip TENANT EVENT         gives an event up: its effects never happen here\n";
constexpr absl::Duration kRunTime = absl::Seconds(10);

absl::StatusOr<pg::Result> RunOne(pg::Connection& connection, pg::Statement scope,
                                  pg::Statement statement) {
  ASSIGN_OR_RETURN(auto results, connection.Run({std::move(scope), std::move(statement)},
                                                absl::Now() + kRunTime));
  return std::move(results[1]);
}

absl::Status List(pg::Connection& connection) {
  ASSIGN_OR_RETURN(const pg::Result rows,
                   RunOne(connection, pg::ScopeToSystem(), {&sql::kListParked, {}, {}}));
  for (int row = 0; row < rows.rows(); ++row)
    std::cout << absl::FormatTime(absl::RFC3339_sec, rows.Time(row, 5), absl::UTCTimeZone()) << "  "
              << rows.Text(row, 0) << "  " << rows.Text(row, 1) << "  " << rows.Text(row, 2) << " v"
              << rows.Int(row, 3) << "  " << rows.Text(row, 4) << "  "
              << (rows.Bool(row, 7) ? "to be tried again" : rows.Text(row, 8)) << "\n";
  std::cout << rows.rows() << " parked\n";
  return absl::OkStatus();
}

absl::Status Retry(pg::Connection& connection, const std::string& tenant,
                   const std::string& resource) {
  std::vector<std::string> tenants = {tenant};
  if (tenant.empty()) {
    ASSIGN_OR_RETURN(const pg::Result rows,
                     RunOne(connection, pg::ScopeToSystem(), {&sql::kListParkedTenants, {}, {}}));
    tenants.clear();
    for (int row = 0; row < rows.rows(); ++row) tenants.push_back(rows.Text(row, 0));
  }
  if (tenants.empty()) return std::cout << "0 to be tried again\n", absl::OkStatus();
  pg::Statement mark{&sql::kMarkRetries, {}, {}};
  mark.params.Text(resource);
  ASSIGN_OR_RETURN(const pg::Result marked,
                   RunOne(connection, pg::ScopeTo(tenants), std::move(mark)));
  std::cout << marked.affected() << " to be tried again\n";
  return absl::OkStatus();
}

absl::Status Skip(pg::Connection& connection, const std::string& tenant, const std::string& event) {
  pg::Statement skip{&sql::kSkipParked, {}, {}};
  skip.params.Text(tenant).Text(event);
  ASSIGN_OR_RETURN(const pg::Result skipped,
                   RunOne(connection, pg::ScopeTo({tenant}), std::move(skip)));
  if (skipped.affected() == 0) return errors::NotFound(event);
  std::cout << "given up; what is parked behind it waits for 'parked retry'\n";
  return absl::OkStatus();
}

}  // namespace

int RunParkedCommand(const std::string& database, const std::vector<std::string>& arguments) {
  const size_t count = arguments.size();
  const std::string verb = arguments.empty() ? "" : arguments[0];
  const bool fits = (verb == "list" && count == 1) || (verb == "retry" && count <= 3) ||
                    (verb == "skip" && count == 3);
  if (!fits) return std::cerr << kUsage, 2;
  auto connection = pg::Connection::Open(database);
  absl::Status status = connection.status();
  if (status.ok() && verb == "list") status = List(**connection);
  if (status.ok() && verb == "retry")
    status = Retry(**connection, count > 1 ? arguments[1] : "", count > 2 ? arguments[2] : "");
  if (status.ok() && verb == "skip") status = Skip(**connection, arguments[1], arguments[2]);
  if (!status.ok()) std::cerr << errors::LogText(status) << "\n";
  return status.ok() ? 0 : 1;
}

}  // namespace steward::events

#pragma once

// A service in miniature for the tests of the journal: a table of things whose resources are
// Tickets of which only the title matters.

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/journal/journal.h"
#include "platform/journal/queries.h"
#include "platform/pg/migrate.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::journal {

using ticket::v1::CreateTicketRequest;
using ticket::v1::Ticket;

inline constexpr char kThingSchema[] = R"sql(
CREATE TABLE thing (
  tenant_id text NOT NULL,
  id text NOT NULL,
  version bigint NOT NULL,
  title text NOT NULL CHECK (title <> 'bad'),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX thing_by_title ON thing (tenant_id, title) WHERE title LIKE 'unique%';
ALTER TABLE thing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON thing
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' =
            ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
GRANT SELECT, INSERT, UPDATE ON thing TO :application_role;
)sql";

inline constexpr pg::Query kInsertThing{
    "insert_thing",
    "INSERT INTO thing (tenant_id, id, version, title)"
    " SELECT $2, $3 || journal_number($1), 1, $4 WHERE journal_number($1) IS NOT NULL"
    " RETURNING journal_done($1)"};
inline constexpr pg::Query kUpdateThing{
    "update_thing",
    "UPDATE thing SET version = version + 1, title = $4 WHERE tenant_id = $2 AND id = $3"
    " AND version = $5 AND journal_number($1) IS NOT NULL RETURNING journal_done($1)"};
inline constexpr pg::Query kGetThing{
    "get_thing", "SELECT version, title FROM thing WHERE tenant_id = $1 AND id = $2"};

inline Call CallOf(absl::string_view tenant, absl::string_view method = "test.Things/Create") {
  Call call;
  call.tenant = std::string(tenant);
  call.subject = "users/alice";
  call.method = std::string(method);
  call.request_id = "call-1";
  call.deadline = absl::Now() + absl::Seconds(20);
  return call;
}

inline CreateTicketRequest RequestOf(absl::string_view title, absl::string_view request_id = "") {
  CreateTicketRequest request;
  request.mutable_ticket()->set_title(std::string(title));
  request.set_request_id(std::string(request_id));
  return request;
}

inline Ticket ThingOf(absl::string_view title) {
  Ticket thing;
  thing.set_title(std::string(title));
  return thing;
}

inline Change Creation(const Call& call, absl::string_view title) {
  Change change;
  change.writes.push_back({&kInsertThing, WriteParams()});
  change.writes[0].params.Text(call.tenant).Text("INC-").Text(title);
  change.drafts.push_back(DescribeChange(call, "test.created.v1", 1, nullptr, ThingOf(title)));
  change.drafts[0].resource = "tickets/INC-";
  change.drafts[0].series = "INC";
  return change;
}

// Adds an update of tickets/<id> to a change.
inline void AddUpdate(const Call& call, absl::string_view id, int64_t version,
                      absl::string_view title, Change* change) {
  change->writes.push_back({&kUpdateThing, WriteParams()});
  change->writes.back().params.Text(call.tenant).Text(id).Text(title).Int(version);
  change->drafts.push_back(
      DescribeChange(call, "test.updated.v1", version + 1, nullptr, ThingOf(title)));
  change->drafts.back().resource = absl::StrCat("tickets/", id);
}

inline void InParallel(int threads, const std::function<void(int)>& work) {
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back([&work, i] { work(i); });
  for (std::thread& thread : running) thread.join();
}

class ThingsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(
        pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                    {{"journal", sql::kMigrations}, {"thing", {{"0001_thing", kThingSchema}}}}),
        IsOk());
    superuser_ = pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(owner_)).value();
  }

  // Past row-level security: the first column of the first row.
  int64_t Number(const std::string& query) {
    auto results = superuser_->Run(
        std::vector<pg::Statement>{{nullptr, {}, absl::StrCat("SELECT (", query, ")::bigint")}},
        absl::Now() + absl::Seconds(20));
    if (results.ok() && !results->at(0).IsNull(0, 0)) return results->at(0).Int(0, 0);
    ADD_FAILURE() << query << ": " << (results.ok() ? "NULL" : errors::LogText(results.status()));
    return -1;
  }

  void Execute(const std::string& script) { EXPECT_THAT(superuser_->RunScript(script), IsOk()); }

  static absl::StatusOr<Committed> Create(Journal& journal, absl::string_view tenant,
                                          absl::string_view title,
                                          absl::string_view request_id = "") {
    Call call = CallOf(tenant);
    return journal.Commit(call, KeyOf(call, RequestOf(title, request_id)), Creation(call, title));
  }

  static absl::StatusOr<Committed> Update(Journal& journal, absl::string_view tenant,
                                          absl::string_view id, int64_t version,
                                          absl::string_view title) {
    Call call = CallOf(tenant, "test.Things/Update");
    Change change;
    AddUpdate(call, id, version, title, &change);
    return journal.Commit(call, KeyOf(call, RequestOf(title)), std::move(change));
  }

  // What holds of every journal, whatever happened to it.
  void ExpectSound() {
    EXPECT_EQ(
        Number("SELECT count(*) FROM (SELECT shard, epoch, count(*) AS n, min(event_offset) AS"
               " low, max(event_offset) AS high FROM journal GROUP BY 1, 2) o"
               " WHERE o.low <> 1 OR o.high <> o.n"),
        0)
        << "offsets are not dense";
    EXPECT_EQ(Number("SELECT count(*) FROM stream s WHERE s.head <> (SELECT count(*) FROM journal j"
                     " WHERE j.shard = s.shard AND j.epoch = s.epoch)"),
              0)
        << "a head is not the newest offset";
    EXPECT_EQ(
        Number("SELECT count(*) FROM stream s JOIN journal j ON j.shard = s.shard AND j.epoch ="
               " s.epoch AND j.event_offset = s.head WHERE j.event_id <> s.head_event_id"),
        0)
        << "a head names another event";
    EXPECT_EQ(Number("SELECT count(*) FROM (SELECT tenant_id, resource, count(*) AS n, min(version)"
                     " AS low, max(version) AS high FROM journal GROUP BY 1, 2) v"
                     " WHERE v.low <> 1 OR v.high <> v.n"),
              0)
        << "versions have holes";
    EXPECT_EQ(Number("SELECT count(*) FROM (SELECT (epoch, event_offset) > lag((epoch,"
                     " event_offset)) OVER (PARTITION BY tenant_id, resource ORDER BY version) AS"
                     " later FROM journal) o WHERE NOT o.later"),
              0)
        << "versions and offsets are ordered differently";
    EXPECT_EQ(Number("SELECT count(*) FROM counter c WHERE c.value <> (SELECT count(*) FROM thing t"
                     " WHERE t.tenant_id = c.tenant_id) OR c.value <> (SELECT max(substr(t.id,"
                     " 5)::bigint) FROM thing t WHERE t.tenant_id = c.tenant_id)"),
              0)
        << "numbers have gaps";
    EXPECT_EQ(Number("SELECT count(*) FROM (SELECT tenant_id, 'tickets/' || id AS resource, version"
                     " FROM thing) t FULL JOIN (SELECT tenant_id, resource, max(version) AS version"
                     " FROM journal GROUP BY 1, 2) j USING (tenant_id, resource)"
                     " WHERE t.version IS DISTINCT FROM j.version"),
              0)
        << "rows and events differ";
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  std::unique_ptr<pg::Connection> superuser_;
};

}  // namespace steward::journal

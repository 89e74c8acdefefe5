// What ends and what stays, against a real PostgreSQL with the policies of the schema.

#include "platform/retention/sweep.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "platform/journal/queries.h"
#include "platform/pg/error.h"
#include "platform/pg/pool.h"
#include "platform/retention/database_for_test.h"
#include "platform/retention/queries.h"
#include "platform/testing/explain.h"
#include "platform/testing/status_matchers.h"

namespace steward::retention {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kPages = 16;

class SweepTest : public ::testing::Test {
 protected:
  // A whole round; returns how many rows went.
  int64_t Sweep(const Rule& rule) {
    int64_t deleted = 0;
    for (int64_t first = 0;; first += kPages) {
      auto step = SweepPages(*application_, rule, first, kPages);
      EXPECT_THAT(step, IsOk());
      if (!step.ok()) return -1;
      deleted += step->deleted;
      if (!step->more) return deleted;
    }
  }

  // As the application, in a scope of tenants or of the system.
  absl::StatusOr<pg::Result> Run(pg::Statement scope, const std::string& text) {
    auto results =
        application_->Run(std::vector<pg::Statement>{std::move(scope), {nullptr, {}, text}},
                          absl::Now() + absl::Seconds(10));
    if (!results.ok()) return results.status();
    return results->at(1);
  }

  std::string Plan(pg::Statement scope, const pg::Query& query,
                   const std::vector<std::string>& values) {
    return ExplainPrepared(*application_, {std::move(scope)}, query, values);
  }

  const RetentionDatabase database_;
  std::unique_ptr<pg::Connection> application_ =
      pg::Connection::Open(database_.application(), kStepSettings).value();
};

TEST_F(SweepTest, DeletesOldRequestIdsOfAllTenantsStepByStep) {
  database_.AddRequests("acme", 3000, "4 days");
  database_.AddRequests("beta", 2000, "100 hours");
  database_.AddRequests("acme", 500, "71 hours");
  ASSERT_GT(database_.Number("pg_relation_size('request') / 8192"), 3 * kPages);

  EXPECT_EQ(Sweep(OldRequests(absl::Hours(72))), 5000);

  EXPECT_EQ(database_.Number("(SELECT count(*) FROM request)"), 500);
  EXPECT_EQ(Sweep(OldRequests(absl::Hours(72))), 0);
}

TEST_F(SweepTest, KeepsRequestIdsForTheAgeThatIsSet) {
  database_.AddRequests("acme", 10, "99 hours");
  database_.AddRequests("acme", 10, "101 hours");

  EXPECT_EQ(Sweep(OldRequests(absl::Hours(100))), 10);
}

TEST_F(SweepTest, CannotDeleteYoungIdsWhateverTheAgeIs) {
  database_.AddRequests("acme", 10, "71 hours");
  database_.AddConsumed("acme", 1100, "71 hours");

  EXPECT_EQ(Sweep(OldRequests(absl::ZeroDuration())), 0);
  EXPECT_EQ(Sweep(OldRequests(-absl::Hours(100))), 0);
  EXPECT_EQ(Sweep(OldConsumedEvents(absl::ZeroDuration())), 0);
}

TEST_F(SweepTest, DeletesNothingInTheScopeOfATenant) {
  database_.AddRequests("acme", 10, "5 days");
  database_.AddConsumed("acme", 10, "5 days");

  for (const char* text : {"DELETE FROM request", "DELETE FROM consumed_event"}) {
    auto deleted = Run(pg::ScopeTo({"acme"}), text);

    ASSERT_THAT(deleted, IsOk()) << text;
    EXPECT_EQ(deleted->affected(), 0) << text;
  }
}

TEST_F(SweepTest, ChangesNoRequestIdInTheScopeOfTheSystem) {
  database_.AddRequests("acme", 10, "5 days");

  auto changed = Run(pg::ScopeToSystem(), "UPDATE request SET create_time = now()");

  EXPECT_EQ(pg::SqlState(changed.status()), "42501");
}

TEST_F(SweepTest, KeepsTheLastThousandConsumedEventsOfATenant) {
  database_.AddConsumed("acme", 1500, "40 days");
  database_.AddConsumed("beta", 900, "40 days");
  database_.AddConsumed("acme", 20, "1 day");

  EXPECT_EQ(Sweep(OldConsumedEvents(absl::Hours(30 * 24))), 520);

  EXPECT_EQ(database_.Number("(SELECT count(*) FROM consumed_event WHERE tenant_id = 'acme')"),
            1000);
  EXPECT_EQ(database_.Number("(SELECT count(*) FROM consumed_event"
                             " WHERE consume_time > now() - interval '2 days')"),
            20);
  EXPECT_EQ(Sweep(OldConsumedEvents(absl::Hours(30 * 24))), 0);
}

TEST_F(SweepTest, ReadsNoMoreThanItsPages) {
  database_.AddRequests("acme", 20000, "5 days");
  database_.AddConsumed("acme", 20000, "5 days");
  database_.Execute("ANALYZE request; ANALYZE consumed_event;");

  for (const pg::Query* query : {&sql::kDeleteOldRequests, &sql::kDeleteOldConsumedEvents}) {
    const std::string plan = Plan(pg::ScopeToSystem(), *query, {"16", "32", "259200"});

    EXPECT_THAT(plan, HasSubstr("Tid Range Scan on ")) << query->name;
    EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on "))) << query->name << "\n" << plan;
  }
}

TEST_F(SweepTest, LeavesChangesToLookRequestIdsUpByKey) {
  database_.AddRequests("acme", 20000, "1 hour");
  database_.Execute("ANALYZE request;");
  ASSERT_THAT(application_->RunScript("SET enable_bitmapscan = on; SET enable_mergejoin = off;"
                                      "SET plan_cache_mode = force_generic_plan"),
              IsOk());

  const std::string plan =
      Plan(pg::ScopeTo({"acme"}), journal::sql::kAdmitChanges, {"NULL", "NULL", "NULL", "NULL"});

  EXPECT_THAT(plan, HasSubstr("using request_pkey on request"));
  EXPECT_THAT(plan, Not(HasSubstr("hashed SubPlan")));
}

TEST_F(SweepTest, GivesARoundToOneReplica) {
  const Rule rule = OldRequests(absl::Hours(72));
  auto other = pg::Connection::Open(database_.application()).value();

  EXPECT_TRUE(ClaimRound(*application_, rule, absl::Hours(1)).value());
  EXPECT_FALSE(ClaimRound(*other, rule, absl::Hours(1)).value());
  EXPECT_TRUE(ClaimRound(*other, OldConsumedEvents(absl::Hours(72)), absl::Hours(1)).value());
  database_.Execute("UPDATE retention_round SET start_time = now() - interval '61 minutes'");
  EXPECT_TRUE(ClaimRound(*other, rule, absl::Hours(1)).value());
  EXPECT_FALSE(ClaimRound(*application_, rule, absl::Hours(1)).value());
}

}  // namespace
}  // namespace steward::retention

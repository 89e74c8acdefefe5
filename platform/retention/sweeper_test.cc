#include "platform/retention/sweeper.h"

#include <gmock/gmock.h>

#include "platform/observe/metrics.h"
#include "platform/retention/database_for_test.h"
#include "platform/testing/eventually.h"

namespace steward::retention {
namespace {

Sweeper::Options OptionsFor(const RetentionDatabase& database) {
  return {.conninfo = database.application(),
          .rules = {OldRequests(absl::Hours(72)), OldConsumedEvents(absl::Hours(72))},
          .interval = absl::Milliseconds(20),
          .pages = 4};
}

int64_t Requests(const RetentionDatabase& database) {
  return database.Number("(SELECT count(*) FROM request)");
}

TEST(Sweeper, LetsOldRowsEndRoundAfterRound) {
  const RetentionDatabase database;
  database.AddRequests("acme", 1000, "4 days");
  Sweeper sweeper(OptionsFor(database));

  EXPECT_TRUE(Eventually([&] { return Requests(database) == 0; }));
  database.AddRequests("acme", 500, "5 days");
  database.AddRequests("acme", 5, "5 hours");
  EXPECT_TRUE(Eventually([&] { return Requests(database) == 5; }));

  EXPECT_THAT(observe::RenderMetrics(),
              ::testing::HasSubstr("steward_retention_deleted_total{table=\"request\"} 15"));
}

TEST(Sweeper, SharesTheWorkWithReplicasThatRunAtOnce) {
  const RetentionDatabase database;
  database.AddRequests("acme", 5000, "4 days");
  Sweeper one(OptionsFor(database)), two(OptionsFor(database)), three(OptionsFor(database));

  EXPECT_TRUE(Eventually([&] { return Requests(database) == 0; }));
}

TEST(Sweeper, GoesOnWithTheOtherTablesWhenOneFails) {
  const RetentionDatabase database;
  database.AddRequests("acme", 10, "4 days");
  database.Execute("DROP TABLE consumed_event");
  Sweeper::Options options = OptionsFor(database);
  std::swap(options.rules[0], options.rules[1]);
  Sweeper sweeper(std::move(options));

  EXPECT_TRUE(Eventually([&] { return Requests(database) == 0; }));
}

TEST(Sweeper, StopsAtOnceWhileItWaitsForItsNextRound) {
  const RetentionDatabase database;
  Sweeper::Options options = OptionsFor(database);
  options.interval = absl::Hours(1000);
  const absl::Time start = absl::Now();

  { Sweeper sweeper(std::move(options)); }

  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

}  // namespace
}  // namespace steward::retention

// The plans that PostgreSQL makes for what a consumer asks, after its tables have grown.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "platform/events/producer_for_test.h"
#include "platform/pg/pool.h"

namespace steward::events {
namespace {

using testing::HasSubstr;

class ConsumerPlansTest : public testing::Test {
 protected:
  // With generic plans, as the consumer's connection has them.
  std::string Plan(const pg::Query& query, int params) {
    std::vector<pg::Statement> run(4);
    run[0] = pg::ScopeTo({"tenant-1", "tenant-2"});
    run[1].text = absl::StrCat("PREPARE planned_", query.name, " AS ", query.text);
    const std::vector<std::string> nulls(params, "NULL");
    run[2].text =
        absl::StrCat("EXPLAIN EXECUTE planned_", query.name, " (", absl::StrJoin(nulls, ", "), ")");
    run[3].text = absl::StrCat("DEALLOCATE planned_", query.name);
    auto results = connection_->Run(run, absl::Now() + absl::Seconds(10));
    if (!results.ok()) return errors::LogText(results.status());
    std::string plan;
    for (int row = 0; row < results->at(2).rows(); ++row)
      absl::StrAppend(&plan, results->at(2).Text(row, 0), "\n");
    return plan;
  }

  void ExpectKeys() {
    EXPECT_THAT(Plan(sql::kListConsumed, 3), HasSubstr("Index Cond: ((tenant_id = i.tenant_id)"));
    EXPECT_THAT(Plan(sql::kListParkedResources, 4),
                HasSubstr("Index Cond: ((tenant_id = i.tenant_id)"));
    EXPECT_THAT(Plan(sql::kMovePosition, 11), HasSubstr("using consumer_position_pkey"));
    EXPECT_THAT(Plan(sql::kGetPositions, 3), HasSubstr("using consumer_position_pkey"));
  }

  EffectDatabase database_;
  std::unique_ptr<pg::Connection> connection_ =
      pg::Connection::Open(database_.app(),
                           "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan")
          .value();
};

TEST_F(ConsumerPlansTest, LookUpByKeyWhileTablesAreEmpty) { ExpectKeys(); }

TEST_F(ConsumerPlansTest, LookUpByKeyAfterTablesHaveGrown) {
  database_.Ask(
      "INSERT INTO consumed_event SELECT 'tenant-' || i % 10, 'test', gen_random_uuid(), now()"
      " FROM generate_series(1, 50000) i; ANALYZE consumed_event");
  ExpectKeys();
}

}  // namespace
}  // namespace steward::events

// The plans that PostgreSQL makes for what a consumer asks, after its tables have grown.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/events/producer_for_test.h"
#include "platform/pg/pool.h"
#include "platform/testing/explain.h"

namespace steward::events {
namespace {

using testing::HasSubstr;

class ConsumerPlansTest : public testing::Test {
 protected:
  // With generic plans, as the consumer's connection has them.
  std::string Plan(const pg::Query& query, int params) {
    return ExplainPrepared(*connection_, {pg::ScopeTo({"tenant-1", "tenant-2"})}, query,
                           std::vector<std::string>(params, "NULL"));
  }

  void ExpectKeys() {
    EXPECT_THAT(Plan(sql::kListConsumed, 3), HasSubstr("Index Cond: ((tenant_id = i.tenant_id)"));
    EXPECT_THAT(Plan(sql::kListParkedResources, 4),
                HasSubstr("Index Cond: ((tenant_id = i.tenant_id)"));
    EXPECT_THAT(Plan(sql::kInsertParked, 9), HasSubstr("using parked_event_pkey"));
    EXPECT_THAT(Plan(sql::kListRetries, 2), HasSubstr("using parked_event_pkey on parked_event e"));
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

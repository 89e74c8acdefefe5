#include "platform/audit/trimmer.h"

#include <gmock/gmock.h>

#include "platform/audit/chain_for_test.h"
#include "platform/events/queries.h"
#include "platform/observe/metrics.h"
#include "platform/retention/queries.h"
#include "platform/testing/eventually.h"

namespace steward::audit {
namespace {

class TrimmerTest : public ChainTest {
 protected:
  TrimmerTest() {
    EXPECT_THAT(pg::Migrate(owner(), std::string(TestPostgres::kApplicationRole),
                            {{"events", events::sql::kMigrations},
                             {"retention", retention::sql::kMigrations}}),
                IsOk());
    for (const char* tenant : {"acme", "beta", "gamma"}) {
      Append(tenant, 100);
      Age("15 days");
      SealAll(tenant);
    }
  }

  Trimmer::Options Options() const {
    return {.conninfo = application(),
            .age = kEventAgeMin,
            .interval = absl::Milliseconds(20),
            .events = 7};
  }
  bool HasEvents(int64_t count) const {
    return Eventually([&] { return Number("count(*) FROM journal") == count; });
  }
};

TEST_F(TrimmerTest, LetsOldEventsEndRoundAfterRound) {
  Append("acme", 5);
  observe::Counter& deleted =
      observe::GetCounter("steward_retention_deleted_total", "Rows deleted because they were old.",
                          {{"table", "journal"}});
  const double before = deleted.Value();
  const Trimmer trimmer(Options());
  EXPECT_TRUE(HasEvents(5));

  Append("acme", 10);
  Age("15 days");
  SealAll("acme");
  Append("acme", 2);
  EXPECT_TRUE(HasEvents(2));

  EXPECT_EQ(Number("count(*) FROM stream WHERE trimmed_to > head"), 0);
  EXPECT_TRUE(Eventually([&] { return deleted.Value() - before == 315; }));
}

TEST_F(TrimmerTest, GoesOnWithTheOtherShardsWhereOneFails) {
  const std::string first = Ask("min(shard) FROM journal");
  const int64_t left = Number("count(*) FROM journal WHERE shard = " + first);
  ASSERT_LT(left, 300);
  Execute(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
      " BEGIN RAISE EXCEPTION 'refused'; END $$;"
      "CREATE TRIGGER refuse BEFORE DELETE ON journal FOR EACH ROW WHEN (OLD.shard = " +
      first + ") EXECUTE FUNCTION refuse()");

  const Trimmer trimmer(Options());

  EXPECT_TRUE(HasEvents(left));
}

TEST_F(TrimmerTest, SharesTheWorkWithReplicasThatRunAtOnce) {
  const Trimmer one(Options()), two(Options()), three(Options());

  EXPECT_TRUE(HasEvents(0));
}

}  // namespace
}  // namespace steward::audit

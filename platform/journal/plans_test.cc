// The plans that PostgreSQL makes for the statements of the journal, while its tables are empty and
// after they have grown.

#include "platform/journal/things_for_test.h"
#include "platform/pg/pool.h"
#include "platform/testing/explain.h"

namespace steward::journal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// As the journal's connection has them.
constexpr char kSettings[] =
    "-c enable_seqscan=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan";

class PlansTest : public ThingsTest {
 protected:
  void SetUp() override {
    ThingsTest::SetUp();
    connection_ = pg::Connection::Open(application_, kSettings).value();
  }

  void Grow() {
    Execute(
        "INSERT INTO request SELECT 'tenant-' || i % 10, decode(md5(i::text), 'hex'), '\\x00',"
        " 'tickets/INC-' || i / 10, 1, now() FROM generate_series(1, 20000) i;"
        "INSERT INTO journal SELECT 'tenant-' || i % 10, 'tickets/INC-' || i / 10, 1, i % 8, 1,"
        " i / 8, gen_random_uuid(), 'test', now(), 'users/alice', '\\x00'"
        " FROM generate_series(1, 20000) i;"
        "ANALYZE request; ANALYZE journal;");
  }

  std::string Plan(const pg::Query& query, int params) {
    const pg::Statement group{nullptr,
                              {},
                              "SELECT set_config('journal.numbers', '{}', true),"
                              " set_config('journal.done', '', true)"};
    return ExplainPrepared(*connection_, {pg::ScopeTo({"tenant-1", "tenant-2"}), group}, query,
                           std::vector<std::string>(params, "NULL"));
  }

  void ExpectIndexes() {
    const std::string admit = Plan(sql::kAdmitChanges, 4);
    EXPECT_THAT(admit, HasSubstr("using request_pkey on request"));
    EXPECT_THAT(admit, Not(HasSubstr("hashed SubPlan"))) << "reads all requests of the tenants";

    const std::string record = Plan(sql::kRecordChanges, 15);
    EXPECT_THAT(record, HasSubstr("Insert on journal"));
    EXPECT_THAT(record, Not(HasSubstr("Seq Scan on journal")));
    EXPECT_THAT(record, Not(HasSubstr("Seq Scan on request")));

    const std::string answers = Plan(sql::kGetAnswers, 2);
    EXPECT_THAT(answers, HasSubstr("using request_pkey on request"));
    EXPECT_THAT(answers, HasSubstr("using journal_pkey on journal"));

    EXPECT_THAT(Plan(sql::kListResourceEvents, 4), HasSubstr("using journal_pkey on journal"));
    const std::string list = Plan(sql::kListShardEvents, 5);
    EXPECT_THAT(list, HasSubstr("using journal_by_offset on journal"));
    EXPECT_THAT(list, HasSubstr("Index Cond: ((shard = i.shard) AND (ROW(epoch"));
    EXPECT_THAT(list, Not(HasSubstr("Sort"))) << "a page must not read the whole shard";
    const std::string common = Plan(sql::kGetLastCommonPosition, 3);
    EXPECT_THAT(common, HasSubstr("Backward using journal_by_offset on journal"));
  }

  std::unique_ptr<pg::Connection> connection_;
};

TEST_F(PlansTest, UseIndexesWhileTablesAreEmpty) { ExpectIndexes(); }

TEST_F(PlansTest, UseIndexesAfterTablesHaveGrown) {
  Grow();
  ExpectIndexes();
}

}  // namespace
}  // namespace steward::journal

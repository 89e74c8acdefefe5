// The plans that PostgreSQL makes for what workers take, once one tenant has flooded the tables.

#include "absl/strings/str_cat.h"
#include "platform/testing/explain.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/sql.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

using ::testing::HasSubstr;

class PlansTest : public ::testing::Test {
 protected:
  PlansTest() {
    const auto superuser =
        pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(database_.owner)).value();
    EXPECT_THAT(
        superuser->RunScript(
            "INSERT INTO notice (tenant_id, event_id, create_time, event)"
            " SELECT 'flood', i, now(), '' FROM generate_series(1, 20000) i;"
            "INSERT INTO notification (tenant_id, id, event_id, event_type, event_class, resource,"
            " rule, recipient, reader, channel, state, reason, subject, confidential, create_time,"
            " next_attempt_time, address, html, body)"
            " SELECT 'flood', i, '', '', 1, '', '', '', '', 1, 1, 0, '', false, now(), now(), '',"
            " '', '' FROM generate_series(1, 20000) i;"
            "ANALYZE"),
        IsOk());
  }

  std::string Plan(const pg::Query& query) {
    return ExplainPrepared(*connection_, {pg::ScopeToSystem()}, query, {"NULL", "NULL", "NULL"});
  }

  TestDatabase database_;
  // As the pool has them.
  std::unique_ptr<pg::Connection> connection_ =
      pg::Connection::Open(database_.conninfo,
                           "-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan")
          .value();
};

TEST_F(PlansTest, TakeWhatWaitsTenantByTenant) {
  EXPECT_THAT(Plan(sql::kClaimNotices), HasSubstr("Index Cond: (tenant_id = r.tenant_id)"));
  EXPECT_THAT(Plan(sql::kClaimMails),
              HasSubstr("Index Cond: ((tenant_id = r.tenant_id) AND (next_attempt_time <= $1))"));
}

}  // namespace
}  // namespace steward::notification

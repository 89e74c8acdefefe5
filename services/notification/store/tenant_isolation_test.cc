// Row-level security holds when a statement forgets its tenant.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

using errors::Reason;

class TenantIsolation : public testing::Test {
 protected:
  TenantIsolation() {
    database_.AddWebhook("demo");
    database_.AddWebhook("other");
    database_.QueueEvent("demo");
    database_.QueueEvent("other");
    const absl::Time now = absl::Now() + absl::Seconds(1);
    auto claims = database_.deliveries.TakeClaims(now, now, {10, 10});
    for (const Claim& claim : claims->claims)
      EXPECT_THAT(database_.deliveries.Finish({{claim.key, claim.delivery, "", {}}}, now), IsOk());
  }

  TestDatabase database_;
};

TEST_F(TenantIsolation, ShowsOnlyRowsOfTheTenant) {
  for (const char* table : {"webhook", "delivery", "endpoint"}) {
    SCOPED_TRACE(table);
    auto rows = database_.RunAs("demo", absl::StrCat("SELECT tenant_id FROM ", table));
    ASSERT_THAT(rows, IsOk());
    ASSERT_EQ(rows->rows(), 1);
    EXPECT_EQ(rows->Text(0, 0), "demo");
    EXPECT_EQ(database_.Inspect(absl::StrCat("SELECT 1 FROM ", table)).rows(), 2);
  }
}

TEST_F(TenantIsolation, ChangesOnlyRowsOfTheTenant) {
  EXPECT_EQ(database_.RunAs("demo", "UPDATE delivery SET last_error = 'x'")->affected(), 1);
  EXPECT_EQ(database_.RunAs("demo", "DELETE FROM webhook")->affected(), 1);

  auto rows = database_.Inspect("SELECT tenant_id, last_error FROM delivery");
  ASSERT_EQ(rows.rows(), 1);
  EXPECT_EQ(rows.Text(0, 0), "other");
  EXPECT_EQ(rows.Text(0, 1), "");
}

TEST_F(TenantIsolation, RefusesRowsOfAnotherTenant) {
  auto moved = database_.RunAs("demo", "UPDATE webhook SET tenant_id = 'other', id = 'WHK-2'");

  EXPECT_THAT(moved, HasReason(Reason::INTERNAL));
}

TEST_F(TenantIsolation, LetsTheWorkerReadWebhooksButNotChangeThem) {
  std::vector<pg::Statement> run(2);
  run[0].text = "SELECT 1 FROM webhook";
  run[1].text = "UPDATE webhook SET url = 'x'";

  auto results = database_.pool.ReadAsSystem(std::move(run), absl::Now() + absl::Seconds(10));

  ASSERT_THAT(results, IsOk());
  EXPECT_EQ((*results)[0].rows(), 2);
  EXPECT_EQ((*results)[1].affected(), 0);
}

TEST_F(TenantIsolation, FindsNoWebhookOfAnotherTenant) {
  EXPECT_THAT(database_.webhooks.Get(database_.CallOf("stranger"), "webhooks/WHK-1"),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(database_.webhooks.Count(database_.CallOf("stranger")), IsOkAndHolds(0));
}

}  // namespace
}  // namespace steward::notification

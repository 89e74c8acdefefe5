// Which deliveries end, and how far a step reads.

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "platform/retention/sweep.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/sql.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const retention::Rule kOldDeliveries{"delivery", &sql::kDeleteOldDeliveries, absl::Hours(30 * 24)};

class DeliveryRetentionTest : public ::testing::Test {
 protected:
  DeliveryRetentionTest() {
    database_.AddWebhook("demo", "https://example.com/a", {}, absl::Now() - absl::Hours(1000));
  }

  // A delivery that is this old and in this state.
  std::string Add(absl::Duration age, Delivery::State state) {
    const std::string id = database_.QueueEvent("demo", absl::Now() - age);
    database_.Inspect(
        absl::StrCat("UPDATE delivery SET state = ", state, " WHERE event_id = '", id, "'"));
    return id;
  }

  int64_t Sweep() {
    auto step = retention::SweepPages(*application_, kOldDeliveries, 0, 1000);
    EXPECT_THAT(step, IsOk());
    return step.ok() ? step->deleted : -1;
  }

  TestDatabase database_;
  std::unique_ptr<pg::Connection> application_ =
      pg::Connection::Open(database_.conninfo, retention::kStepSettings).value();
};

TEST_F(DeliveryRetentionTest, DeletesOldOnesThatCameToTheirEnd) {
  constexpr absl::Duration kOld = absl::Hours(31 * 24), kYoung = absl::Hours(29 * 24);
  Add(kOld, Delivery::DELIVERED);
  Add(kOld, Delivery::FAILED);
  const std::string waits = Add(kOld, Delivery::PENDING);
  const std::string young = Add(kYoung, Delivery::DELIVERED);

  EXPECT_EQ(Sweep(), 2);

  const pg::Result left = database_.Inspect("SELECT event_id FROM delivery ORDER BY create_time");
  ASSERT_EQ(left.rows(), 2);
  EXPECT_EQ(left.Text(0, 0), waits);
  EXPECT_EQ(left.Text(1, 0), young);
}

TEST_F(DeliveryRetentionTest, WaitsForNobody) {
  Add(absl::Hours(31 * 24), Delivery::FAILED);
  Add(absl::Hours(31 * 24), Delivery::FAILED);
  auto other = pg::Connection::Open(database_.conninfo).value();
  ASSERT_THAT(other->RunScript("BEGIN; SET LOCAL app.system = 'on';"
                               "SELECT event_id FROM delivery LIMIT 1 FOR UPDATE"),
              IsOk());

  EXPECT_EQ(Sweep(), 1);

  ASSERT_THAT(other->RunScript("ROLLBACK"), IsOk());
  EXPECT_EQ(Sweep(), 1);
}

TEST_F(DeliveryRetentionTest, ReadsNoMoreThanItsPages) {
  ASSERT_THAT(
      application_->RunScript(absl::StrCat("PREPARE step AS ", sql::kDeleteOldDeliveries.text)),
      IsOk());
  auto lines = application_->Run(
      std::vector<pg::Statement>{pg::ScopeToSystem(),
                                 {nullptr, {}, "EXPLAIN EXECUTE step(16, 32, 2592000)"}},
      absl::Now() + absl::Seconds(10));
  ASSERT_THAT(lines, IsOk());
  std::string plan;
  for (int row = 0; row < lines->at(1).rows(); ++row)
    absl::StrAppend(&plan, lines->at(1).Text(row, 0), "\n");

  EXPECT_THAT(plan, HasSubstr("Tid Range Scan on delivery"));
  EXPECT_THAT(plan, HasSubstr("Tid Scan on delivery"));
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on ")));
}

}  // namespace
}  // namespace steward::notification

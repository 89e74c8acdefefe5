#include "services/notification/jobs/webhook_effect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/pg/error.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/webhook.h"
#include "services/notification/store/test_database.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kCreated[] = "dev.steward.ticket.created.v1";
constexpr char kClosed[] = "dev.steward.ticket.closed.v1";

class WebhookEffectTest : public testing::Test {
 protected:
  // As a consumer does it: in the scope of the event's tenant.
  absl::Status Apply(const event::v1::StoredEvent& stored) {
    std::vector<pg::Statement> statements = {pg::ScopeTo({stored.tenant()})};
    EXPECT_THAT(WebhookEffect()(stored, &statements), IsOk());
    auto connection = pg::Connection::Open(database_.conninfo);
    return (*connection)->Run(statements, absl::Now() + absl::Seconds(10)).status();
  }

  // Tenants and webhooks that the event was queued for.
  std::vector<std::string> QueuedFor(const event::v1::StoredEvent& stored) {
    auto rows = database_.Inspect(
        absl::StrCat("SELECT tenant_id || '/' || webhook_id FROM delivery WHERE event_id = '",
                     stored.event().id(), "' ORDER BY 1"));
    std::vector<std::string> found;
    for (int row = 0; row < rows.rows(); ++row) found.push_back(rows.Text(row, 0));
    return found;
  }

  TestDatabase database_;
  const absl::Time now_ = absl::Now();
};

TEST_F(WebhookEffectTest, QueuesForExactlyTheWebhooksThatWantTheEvent) {
  database_.AddWebhook("demo", "https://example.com/all", {}, now_);
  database_.AddWebhook("demo", "https://example.com/created", {kCreated}, now_);
  database_.AddWebhook("demo", "https://example.com/closed", {kClosed}, now_);
  database_.AddWebhook("demo", "https://example.com/both", {kCreated, kClosed}, now_);
  database_.AddWebhook("other", "https://example.com/all", {}, now_);
  const auto created = TestEvent("demo", now_, kCreated);
  const auto resolved = TestEvent("demo", now_, "dev.steward.ticket.resolved.v1");
  const auto stranger = TestEvent("stranger", now_, kCreated);

  for (const auto& stored : {created, resolved, stranger}) ASSERT_THAT(Apply(stored), IsOk());

  EXPECT_THAT(QueuedFor(created), ElementsAre("demo/WHK-1", "demo/WHK-2", "demo/WHK-4"));
  EXPECT_THAT(QueuedFor(resolved), ElementsAre("demo/WHK-1"));
  EXPECT_THAT(QueuedFor(stranger), IsEmpty());
}

TEST_F(WebhookEffectTest, LeavesOutEventsOfTheTimeBeforeTheWebhookWasEnabled) {
  database_.AddWebhook("demo", "https://example.com/all", {}, now_);
  const auto before = TestEvent("demo", now_ - absl::Minutes(1));
  const auto with_a_slow_clock = TestEvent("demo", now_ - absl::Seconds(9));

  ASSERT_THAT(Apply(before), IsOk());
  ASSERT_THAT(Apply(with_a_slow_clock), IsOk());

  EXPECT_THAT(QueuedFor(before), IsEmpty());
  EXPECT_THAT(QueuedFor(with_a_slow_clock), ElementsAre("demo/WHK-1"));
}

TEST_F(WebhookEffectTest, TellsNobodyOfConfidentialResources) {
  database_.AddWebhook("demo", "https://example.com/all", {}, now_);
  auto stored = TestEvent("demo", now_);
  ticket::v1::Ticket ticket;
  ticket.set_confidential(true);
  stored.mutable_event()->mutable_resource()->PackFrom(ticket);

  std::vector<pg::Statement> statements;
  ASSERT_THAT(WebhookEffect()(stored, &statements), IsOk());

  EXPECT_THAT(statements, IsEmpty());
}

// It is parked, and seen by operators, rather than lost.
TEST_F(WebhookEffectTest, FailsForAnEventThatItCannotJudge) {
  auto stored = TestEvent("demo", now_);
  stored.mutable_event()->mutable_resource()->set_type_url("x/steward.later.v1.Thing");

  std::vector<pg::Statement> statements;
  EXPECT_THAT(WebhookEffect()(stored, &statements), HasReason(errors::Reason::INTERNAL));
}

TEST_F(WebhookEffectTest, FailsWhenAnEventIsAppliedTwice) {
  database_.AddWebhook("demo", "https://example.com/all", {}, now_);
  const auto stored = TestEvent("demo", now_);

  ASSERT_THAT(Apply(stored), IsOk());

  EXPECT_EQ(pg::SqlState(Apply(stored)), pg::kUniqueViolation);
}

}  // namespace
}  // namespace steward::notification

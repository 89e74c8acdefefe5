#include "services/notification/jobs/delivery_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/testing/eventually.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/delivery/test_endpoint.h"
#include "services/notification/domain/webhook.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class DeliveryWorkerTest : public testing::Test {
 protected:
  std::unique_ptr<DeliveryWorker> StartWorker() {
    DeliveryWorker::Options options;
    options.store = &database_.deliveries;
    options.maker = &maker_;
    options.disabler = &disabler_;
    options.sender.attempt.policy = {true, true};
    options.schedule =
        RetrySchedule({absl::ZeroDuration(), absl::Milliseconds(20), absl::Hours(1)}, 0);
    return std::make_unique<DeliveryWorker>(std::move(options));
  }

  Webhook AddWebhook(const std::string& path, absl::Time now = absl::Now()) {
    return database_.AddWebhook("demo", endpoint_.Url(path), {}, now);
  }

  // The deliveries of WHK-1, once as many as wanted meet the filter.
  std::vector<Delivery> Await(const std::string& filter, size_t count = 1) {
    std::vector<Delivery> found;
    const bool came = Eventually([&] {
      auto page =
          database_.deliveries.List(database_.CallOf("demo"), {filter, "", 1000, "", "WHK-1"});
      EXPECT_THAT(page, IsOk());
      if (page.ok()) {
        const auto response = page->Parse();
        found.assign(response.deliveries().begin(), response.deliveries().end());
      }
      return found.size() >= count;
    });
    EXPECT_TRUE(came) << "no delivery with " << filter;
    if (!came) found.resize(count);
    return found;
  }

  Webhook AwaitDisabled(const std::string& name) {
    Webhook found;
    EXPECT_TRUE(Eventually([&] {
      auto stored = database_.webhooks.Get(database_.CallOf("demo"), name);
      EXPECT_THAT(stored, IsOk());
      if (stored.ok()) found = stored->resource;
      return found.state() == Webhook::DISABLED;
    }));
    return found;
  }

  TestDatabase database_;
  TestEndpoint endpoint_;
  AttemptMaker maker_{&database_.secrets, "https://steward.example.com"};
  WebhookDisabler disabler_{&database_.webhooks, &database_.journal};
};

TEST_F(DeliveryWorkerTest, DeliversASignedEvent) {
  AddWebhook("/status/200");
  auto worker = StartWorker();
  const std::string id = database_.QueueEvent("demo");
  worker->Wake();

  const Delivery delivery = Await("state = DELIVERED")[0];

  EXPECT_EQ(delivery.event_id(), id);
  EXPECT_EQ(delivery.attempt_count(), 1);
  EXPECT_EQ(delivery.last_status(), 200);
  EXPECT_FALSE(delivery.has_next_attempt_time());
  ASSERT_THAT(endpoint_.requests(), SizeIs(1));
  const std::string request = endpoint_.requests()[0];
  EXPECT_THAT(request, HasSubstr(absl::StrCat("webhook-id: ", id)));
  EXPECT_THAT(request, HasSubstr("\"type\":\"dev.steward.ticket.created.v1\""));
  const size_t at = request.find("webhook-timestamp: ") + sizeof("webhook-timestamp: ") - 1;
  const absl::Time sent = absl::FromUnixSeconds(std::stoll(request.substr(at)));
  const std::string body = request.substr(request.find("\r\n\r\n") + 4);
  auto headers = webhook::Sign(id, sent, body, {std::string(32, 's')});
  EXPECT_THAT(request, HasSubstr(headers->at(2).second));
}

TEST_F(DeliveryWorkerTest, TriesAgainWithTheSameIdAfterAFailure) {
  AddWebhook("/first/500");
  auto worker = StartWorker();
  const std::string id = database_.QueueEvent("demo");
  worker->Wake();

  const Delivery delivery = Await("state = DELIVERED")[0];

  EXPECT_EQ(delivery.attempt_count(), 2);
  ASSERT_THAT(endpoint_.requests(), SizeIs(2));
  for (const std::string& request : endpoint_.requests())
    EXPECT_THAT(request, HasSubstr(absl::StrCat("webhook-id: ", id)));
}

TEST_F(DeliveryWorkerTest, DisablesAWebhookWhoseEndpointIsGone) {
  const Webhook webhook = AddWebhook("/status/410");
  auto worker = StartWorker();
  database_.QueueEvent("demo");
  worker->Wake();

  EXPECT_EQ(Await("state = FAILED")[0].last_status(), 410);
  const Webhook disabled = AwaitDisabled(webhook.name());

  EXPECT_EQ(disabled.state(), Webhook::DISABLED);
  EXPECT_THAT(disabled.disable_reason(), HasSubstr("410"));
  auto events =
      database_.history.ListHistory("demo", webhook.name(), 1, 10, absl::Now() + absl::Seconds(10));
  ASSERT_THAT(*events, SizeIs(1));
  EXPECT_EQ(events->front().event().type(), kWebhookDisabled);
  EXPECT_EQ(events->front().event().actor(), "services/notification");
}

TEST_F(DeliveryWorkerTest, DisablesAWebhookThatFailsForFiveDays) {
  const Webhook webhook = AddWebhook("/status/500", absl::Now() - absl::Hours(240));
  database_.Inspect(
      "INSERT INTO endpoint (tenant_id, webhook_id, first_failure_time, last_failure_time)"
      " VALUES ('demo', 'WHK-1', now() - interval '121 hours', now() - interval '1 hour')");
  auto worker = StartWorker();
  database_.QueueEvent("demo");
  worker->Wake();

  const Webhook disabled = AwaitDisabled(webhook.name());

  EXPECT_EQ(disabled.state(), Webhook::DISABLED);
  EXPECT_THAT(disabled.disable_reason(), HasSubstr("five days"));
}

TEST_F(DeliveryWorkerTest, MakesTheAttemptAgainThatAKilledWorkerLeft) {
  AddWebhook("/status/200", absl::Now() - absl::Hours(1));
  database_.QueueEvent("demo", absl::Now() - absl::Minutes(5));
  const absl::Time then = absl::Now() - absl::Minutes(3);
  ASSERT_THAT(database_.deliveries.TakeClaims(then, then + absl::Minutes(2), {10, 10})->claims,
              SizeIs(1));

  auto worker = StartWorker();

  EXPECT_EQ(Await("state = DELIVERED")[0].attempt_count(), 1);
}

TEST_F(DeliveryWorkerTest, GivesBackWhatItCouldNotFinish) {
  AddWebhook("/hang");
  auto worker = StartWorker();
  database_.QueueEvent("demo");
  worker->Wake();
  endpoint_.WaitForHanging(1);

  worker.reset();

  EXPECT_EQ(Await("state = PENDING")[0].attempt_count(), 0);
  EXPECT_EQ(database_.Inspect("SELECT 1 FROM delivery WHERE lease_until IS NULL").rows(), 1);
}

TEST_F(DeliveryWorkerTest, RecordsWhatItCannotPrepareAsAFailure) {
  AddWebhook("/status/200");
  database_.Inspect("UPDATE webhook SET sealed_secret = 'broken'");
  auto worker = StartWorker();
  database_.QueueEvent("demo");
  worker->Wake();

  EXPECT_THAT(Await("attempt_count = 2")[0].last_error(), HasSubstr("prepared"));
  EXPECT_THAT(endpoint_.requests(), SizeIs(0));
}

TEST_F(DeliveryWorkerTest, SharesTheWorkWithOtherReplicas) {
  constexpr size_t kEvents = 60;
  AddWebhook("/status/200");
  for (size_t i = 0; i < kEvents; ++i) database_.QueueEvent("demo");

  auto first = StartWorker();
  auto second = StartWorker();

  EXPECT_THAT(Await("state = DELIVERED", kEvents), SizeIs(kEvents));
  EXPECT_THAT(endpoint_.requests(), SizeIs(kEvents));
}

TEST_F(DeliveryWorkerTest, GoesOnWhenTheDatabaseComesBack) {
  AddWebhook("/status/200");
  auto worker = StartWorker();
  database_.Inspect(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'steward_app%'");
  database_.QueueEvent("demo");

  EXPECT_EQ(Await("state = DELIVERED")[0].attempt_count(), 1);
}

}  // namespace
}  // namespace steward::notification

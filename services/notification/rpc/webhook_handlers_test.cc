#include "services/notification/rpc/webhook_handlers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/testing/status_matchers.h"
#include "platform/webhook/secret.h"
#include "services/notification/domain/webhook.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

using errors::Reason;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr char kUrl[] = "https://example.com/hook";

class WebhookHandlersTest : public testing::Test {
 protected:
  static v1::CreateWebhookRequest Creation(const std::string& request_id = "") {
    v1::CreateWebhookRequest request;
    request.mutable_webhook()->set_url(kUrl);
    request.set_request_id(request_id);
    return request;
  }

  Webhook Created() { return *handlers_.CreateWebhook(call_, Creation()); }

  template <class Request>
  static Request Named(const std::string& name, const std::string& etag = "") {
    Request request;
    request.set_name(name);
    request.set_etag(etag);
    return request;
  }

  absl::StatusOr<Webhook> Get(const Call& call, const std::string& name) {
    v1::GetWebhookRequest request;
    request.set_name(name);
    return handlers_.GetWebhook(call, request);
  }

  std::vector<std::string> EventTypes(const std::string& name) {
    std::vector<std::string> types;
    auto events = database_.history.ListHistory("demo", name, 0, 10, call_.deadline);
    for (const auto& stored : *events) types.push_back(stored.event().type());
    return types;
  }

  TestDatabase database_;
  WebhookHandlers handlers_{&database_.webhooks, &database_.deliveries, &database_.journal,
                            WebhookLimits{{}, 3}};
  const Call call_ = database_.CallOf("demo");
};

TEST_F(WebhookHandlersTest, CreatesAWebhookAndShowsItsSecretOnce) {
  auto created = handlers_.CreateWebhook(call_, Creation());

  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->name(), "webhooks/WHK-1");
  EXPECT_EQ(created->state(), Webhook::ENABLED);
  EXPECT_EQ(created->creator(), "users/alice");
  EXPECT_THAT(webhook::ParseSecret(created->secret(), "webhook.secret"),
              IsOkAndHolds(SizeIs(webhook::kSecretRandomBytes)));
  auto read = Get(call_, created->name());
  EXPECT_EQ(read->secret(), "");
  EXPECT_EQ(read->etag(), created->etag());
  EXPECT_THAT(EventTypes(created->name()), ElementsAre(kWebhookCreated));
  EXPECT_NE(Created().secret(), created->secret());
}

TEST_F(WebhookHandlersTest, AnswersARepeatWithoutTheSecret) {
  auto first = handlers_.CreateWebhook(call_, Creation("r-1"));
  auto repeat = handlers_.CreateWebhook(call_, Creation("r-1"));

  ASSERT_THAT(repeat, IsOk());
  EXPECT_EQ(repeat->name(), first->name());
  EXPECT_EQ(repeat->secret(), "");
  EXPECT_THAT(call_.answer_metadata, Contains(Pair("steward-replayed", "true")));
  EXPECT_THAT(database_.webhooks.Count(call_), IsOkAndHolds(1));
}

TEST_F(WebhookHandlersTest, TakesASecretOfTheClient) {
  auto request = Creation();
  request.mutable_webhook()->set_secret(TestSecret());
  EXPECT_EQ(handlers_.CreateWebhook(call_, request)->secret(), TestSecret());

  request.mutable_webhook()->set_secret("whsec_c2hvcnQ=");
  EXPECT_THAT(handlers_.CreateWebhook(call_, request), HasReason(Reason::INVALID_FIELD));
}

TEST_F(WebhookHandlersTest, StoresNothingWhenAskedToValidate) {
  auto request = Creation();
  request.set_validate_only(true);

  auto would_be = handlers_.CreateWebhook(call_, request);

  ASSERT_THAT(would_be, IsOk());
  EXPECT_EQ(would_be->secret(), "");
  EXPECT_THAT(call_.answer_metadata,
              Contains(Pair("steward-event-type", std::string(kWebhookCreated))));
  EXPECT_THAT(database_.webhooks.Count(call_), IsOkAndHolds(0));
}

TEST_F(WebhookHandlersTest, RefusesUrlsThatStewardDoesNotDeliverTo) {
  const Webhook webhook = Created();
  for (const char* url : {"http://example.com/", "https://127.0.0.1/", "https://localhost/",
                          "https://example.com:22/", "https://user@example.com/"}) {
    SCOPED_TRACE(url);
    auto creation = Creation();
    creation.mutable_webhook()->set_url(url);
    EXPECT_THAT(handlers_.CreateWebhook(call_, creation), HasReason(Reason::WEBHOOK_URL_REFUSED));
    v1::UpdateWebhookRequest update;
    update.mutable_webhook()->set_name(webhook.name());
    update.mutable_webhook()->set_url(url);
    EXPECT_THAT(handlers_.UpdateWebhook(call_, update), HasReason(Reason::WEBHOOK_URL_REFUSED));
  }
  EXPECT_EQ(Get(call_, webhook.name())->url(), kUrl);
}

TEST_F(WebhookHandlersTest, RefusesMoreWebhooksThanTheQuota) {
  for (int i = 0; i < 3; ++i) ASSERT_THAT(handlers_.CreateWebhook(call_, Creation()), IsOk());

  auto refused = handlers_.CreateWebhook(call_, Creation());

  EXPECT_THAT(refused, HasReason(Reason::QUOTA_EXCEEDED));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(handlers_.CreateWebhook(database_.CallOf("other"), Creation()), IsOk());
  ASSERT_THAT(handlers_.DeleteWebhook(call_, Named<v1::DeleteWebhookRequest>("webhooks/WHK-1")),
              IsOk());
  EXPECT_THAT(handlers_.CreateWebhook(call_, Creation()), IsOk());
}

TEST_F(WebhookHandlersTest, UpdatesWhatTheMaskNames) {
  const Webhook webhook = Created();
  v1::UpdateWebhookRequest request;
  request.mutable_webhook()->set_name(webhook.name());
  request.mutable_webhook()->set_display_name("Chat");
  request.mutable_webhook()->set_url("https://example.com/other");
  request.mutable_webhook()->set_etag(webhook.etag());
  request.mutable_update_mask()->add_paths("display_name");

  auto updated = handlers_.UpdateWebhook(call_, request);

  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->display_name(), "Chat");
  EXPECT_EQ(updated->url(), kUrl);
  EXPECT_NE(updated->etag(), webhook.etag());
  EXPECT_THAT(EventTypes(webhook.name()), ElementsAre(kWebhookCreated, kWebhookUpdated));
  EXPECT_THAT(handlers_.UpdateWebhook(call_, request), HasReason(Reason::ETAG_MISMATCH));
}

TEST_F(WebhookHandlersTest, AnswersAnUpdateThatChangesNothingWithTheWebhookAsItStands) {
  const Webhook webhook = Created();
  v1::UpdateWebhookRequest request;
  request.mutable_webhook()->set_name(webhook.name());
  request.mutable_webhook()->set_url(kUrl);
  request.mutable_webhook()->set_state(Webhook::DISABLED);
  request.set_request_id("r-1");

  for (int round = 0; round < 2; ++round) {
    auto updated = handlers_.UpdateWebhook(call_, request);
    ASSERT_THAT(updated, IsOk());
    EXPECT_EQ(updated->etag(), webhook.etag());
    EXPECT_EQ(updated->state(), Webhook::ENABLED);
  }

  EXPECT_THAT(EventTypes(webhook.name()), ElementsAre(kWebhookCreated));
  EXPECT_THAT(call_.answer_metadata, IsEmpty());
  request.mutable_webhook()->set_etag("1-00000000");
  EXPECT_THAT(handlers_.UpdateWebhook(call_, request), HasReason(Reason::ETAG_MISMATCH));
}

TEST_F(WebhookHandlersTest, NeverChangesTheSecret) {
  const Webhook webhook = Created();
  v1::UpdateWebhookRequest request;
  request.mutable_webhook()->set_name(webhook.name());
  request.mutable_webhook()->set_secret(TestSecret());
  request.mutable_update_mask()->add_paths("secret");

  EXPECT_THAT(handlers_.UpdateWebhook(call_, request), HasReason(Reason::INVALID_UPDATE_MASK));
}

TEST_F(WebhookHandlersTest, QueuesNothingWhileDisabled) {
  const Webhook webhook = Created();
  const std::string& name = webhook.name();

  auto disabled = handlers_.DisableWebhook(call_, Named<v1::DisableWebhookRequest>(name));
  database_.QueueEvent("demo");
  EXPECT_EQ(disabled->state(), Webhook::DISABLED);
  EXPECT_EQ(database_.Inspect("SELECT 1 FROM delivery").rows(), 0);
  EXPECT_THAT(handlers_.DisableWebhook(call_, Named<v1::DisableWebhookRequest>(name)),
              HasReason(Reason::ILLEGAL_TRANSITION));

  auto enabled =
      handlers_.EnableWebhook(call_, Named<v1::EnableWebhookRequest>(name, disabled->etag()));
  database_.QueueEvent("demo");
  EXPECT_EQ(enabled->state(), Webhook::ENABLED);
  EXPECT_EQ(database_.Inspect("SELECT 1 FROM delivery").rows(), 1);
  EXPECT_THAT(EventTypes(name), ElementsAre(kWebhookCreated, kWebhookDisabled, kWebhookEnabled));
}

TEST_F(WebhookHandlersTest, DeletesAWebhookWithItsDeliveries) {
  const Webhook webhook = Created();
  database_.QueueEvent("demo");

  EXPECT_THAT(
      handlers_.DeleteWebhook(call_, Named<v1::DeleteWebhookRequest>(webhook.name(), "\"stale\"")),
      HasReason(Reason::ETAG_MISMATCH));
  auto deleted = handlers_.DeleteWebhook(
      call_, Named<v1::DeleteWebhookRequest>(webhook.name(), webhook.etag()));

  ASSERT_THAT(deleted, IsOk());
  EXPECT_EQ(deleted->name(), webhook.name());
  EXPECT_THAT(Get(call_, webhook.name()), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_EQ(database_.Inspect("SELECT 1 FROM delivery").rows(), 0);
  EXPECT_THAT(EventTypes(webhook.name()), ElementsAre(kWebhookCreated, kWebhookDeleted));
}

TEST_F(WebhookHandlersTest, ListsWebhooksAndDeliveries) {
  const Webhook webhook = Created();
  const std::string event = database_.QueueEvent("demo");
  v1::ListDeliveriesRequest request;
  request.set_parent(webhook.name());

  const auto webhooks = handlers_.ListWebhooks(call_, {})->Parse();
  const auto deliveries = handlers_.ListDeliveries(call_, request)->Parse();

  ASSERT_THAT(webhooks.webhooks(), SizeIs(1));
  EXPECT_EQ(webhooks.webhooks(0).secret(), "");
  ASSERT_THAT(deliveries.deliveries(), SizeIs(1));
  EXPECT_EQ(deliveries.deliveries(0).name(), absl::StrCat(webhook.name(), "/deliveries/", event));
  request.set_parent("webhooks/WHK-9");
  EXPECT_THAT(handlers_.ListDeliveries(call_, request), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(WebhookHandlersTest, HidesWebhooksFromOtherTenants) {
  const Webhook webhook = Created();
  const Call other = database_.CallOf("other");
  v1::ListDeliveriesRequest deliveries;
  deliveries.set_parent(webhook.name());

  EXPECT_THAT(Get(other, webhook.name()), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(handlers_.DeleteWebhook(other, Named<v1::DeleteWebhookRequest>(webhook.name())),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(handlers_.ListDeliveries(other, deliveries), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(handlers_.ListWebhooks(other, {})->Parse().webhooks(), IsEmpty());
  EXPECT_THAT(Get(call_, webhook.name()), IsOk());
}

}  // namespace
}  // namespace steward::notification

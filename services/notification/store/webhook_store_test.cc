#include "services/notification/store/webhook_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "platform/pg/error.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/webhook.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

using errors::Reason;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> NamesIn(const v1::ListWebhooksResponse& page) {
  std::vector<std::string> names;
  for (const Webhook& webhook : page.webhooks()) names.push_back(webhook.name());
  return names;
}

TEST(WebhookStore, ReadsWhatItWrote) {
  TestDatabase database;
  const Webhook added =
      database.AddWebhook("demo", "https://example.com/a", {"dev.steward.ticket.created.v1"});

  auto stored = database.webhooks.Get(database.CallOf("demo"), added.name());

  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(added.name(), "webhooks/WHK-1");
  EXPECT_EQ(stored->version, 1);
  EXPECT_EQ(stored->resource.name(), added.name());
  EXPECT_EQ(stored->resource.url(), "https://example.com/a");
  EXPECT_THAT(stored->resource.event_types(), ElementsAre("dev.steward.ticket.created.v1"));
  EXPECT_FALSE(stored->resource.etag().empty());
}

TEST(WebhookStore, KeepsTheSecretOnlySealed) {
  TestDatabase database;
  const Webhook added = database.AddWebhook("demo");

  auto rows = database.Inspect("SELECT w.sealed_secret, w.body, j.event FROM webhook w, journal j");

  EXPECT_THAT(database.secrets.Open("demo", rows.Bytes(0, 0)), IsOkAndHolds(TestSecret()));
  EXPECT_THAT(database.secrets.Open("other", rows.Bytes(0, 0)), HasReason(Reason::INTERNAL));
  const std::string key(32, 's');
  for (int column : {0, 1, 2}) {
    EXPECT_FALSE(absl::StrContains(rows.Bytes(0, column), key));
    EXPECT_FALSE(absl::StrContains(rows.Bytes(0, column), "whsec_"));
  }
  auto stored = database.webhooks.Get(database.CallOf("demo"), added.name());
  EXPECT_EQ(stored->resource.secret(), "");
}

TEST(WebhookStore, UpdatesOnlyTheVersionThatWasRead) {
  TestDatabase database;
  const Webhook added = database.AddWebhook("demo");
  const Call call = database.CallOf("demo");
  auto before = database.webhooks.Get(call, added.name());
  Webhook changed = before->resource;
  changed.set_display_name("Chat");
  auto decide = [&] {
    return database.webhooks.Update(call, *before, *Update(before->resource, changed, call.now()),
                                    kWebhookUpdated);
  };

  EXPECT_THAT(database.Commit(call, decide()), IsOk());
  EXPECT_THAT(database.Commit(call, decide()), HasReason(Reason::CONCURRENT_CHANGE));

  auto after = database.webhooks.Get(call, added.name());
  EXPECT_EQ(after->version, 2);
  EXPECT_EQ(after->resource.display_name(), "Chat");
  EXPECT_NE(after->resource.etag(), before->resource.etag());
  auto events = database.history.ListHistory("demo", added.name(), 1, 10, call.deadline);
  ASSERT_EQ(events->size(), 1u);
  ASSERT_EQ(events->front().event().changes_size(), 1);
  EXPECT_EQ(events->front().event().changes(0).path(), "display_name");
}

TEST(WebhookStore, DeletesAWebhookWithItsDeliveries) {
  TestDatabase database;
  const Webhook kept = database.AddWebhook("demo");
  const Webhook added = database.AddWebhook("demo");
  database.QueueEvent("demo");
  const Call call = database.CallOf("demo");
  auto before = database.webhooks.Get(call, added.name());

  ASSERT_THAT(database.Commit(call, database.webhooks.Delete(call, *before, before->resource)),
              IsOk());

  EXPECT_THAT(database.webhooks.Get(call, added.name()), HasReason(Reason::RESOURCE_NOT_FOUND));
  auto left = database.Inspect("SELECT webhook_id FROM delivery");
  ASSERT_EQ(left.rows(), 1);
  EXPECT_EQ("webhooks/" + left.Text(0, 0), kept.name());
  auto events = database.history.ListHistory("demo", added.name(), 1, 10, call.deadline);
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().event().type(), kWebhookDeleted);
  EXPECT_EQ(events->front().event().version(), 2);
  EXPECT_THAT(events->front().event().changes(), IsEmpty());
}

TEST(WebhookStore, ListsByFilterAndPage) {
  TestDatabase database;
  EXPECT_THAT(resource::CheckColumns(WebhookColumns()), IsOk());
  const absl::Time start = absl::Now();
  for (int i = 0; i < 3; ++i)
    database.AddWebhook("demo", "https://example.com/" + std::to_string(i), {},
                        start + absl::Seconds(i));
  const Call call = database.CallOf("demo");

  const auto first = database.webhooks.List(call, {"", "", 2, "", ""})->Parse();
  const auto second =
      database.webhooks.List(call, {"", "", 2, first.next_page_token(), ""})->Parse();
  auto found = database.webhooks.List(
      call, {"url = \"https://example.com/1\" AND state = ENABLED", "", 0, "", ""});

  EXPECT_THAT(NamesIn(first), ElementsAre("webhooks/WHK-3", "webhooks/WHK-2"));
  EXPECT_THAT(NamesIn(second), ElementsAre("webhooks/WHK-1"));
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_THAT(NamesIn(found->Parse()), ElementsAre("webhooks/WHK-2"));
  EXPECT_THAT(database.webhooks.List(call, {"secret:*", "", 0, "", ""}),
              HasReason(Reason::INVALID_FILTER));
  EXPECT_THAT(database.webhooks.Count(call), IsOkAndHolds(3));
}

TEST(WebhookStore, WritesNothingBeyondTheQuota) {
  TestDatabase database;
  database.AddWebhook("demo");
  const Call call = database.CallOf("demo");
  Webhook draft;
  draft.set_url("https://example.com/");

  auto decision =
      database.webhooks.Create(call, *Create(draft, "users/alice", call.now()), TestSecret(), 1);

  EXPECT_THAT(database.Commit(call, *std::move(decision)), HasReason(Reason::CONCURRENT_CHANGE));
  EXPECT_THAT(database.webhooks.Count(call), IsOkAndHolds(1));
}

}  // namespace
}  // namespace steward::notification

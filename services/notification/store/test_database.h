#pragma once

// A fresh database of this service with everything that works on it, for tests.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/journal/journal.h"
#include "platform/journal/reader.h"
#include "platform/pg/point_reader.h"
#include "platform/pg/pool.h"
#include "platform/resource/page.h"
#include "platform/store/list.h"
#include "services/notification/store/delivery_store.h"
#include "services/notification/store/mail_store.h"
#include "services/notification/store/notice_store.h"
#include "services/notification/store/notification_store.h"
#include "services/notification/store/tables.h"
#include "services/notification/store/telling_store.h"
#include "services/notification/store/webhook_store.h"

namespace steward::notification {

class TestDatabase {
 public:
  TestDatabase();

  // A call of "users/alice", an administrator.
  Call CallOf(absl::string_view tenant, absl::Time now = absl::Now()) const;

  // An ENABLED webhook that is in the database; its secret is TestSecret().
  Webhook AddWebhook(absl::string_view tenant, const std::string& url = "https://example.com/hook",
                     const std::vector<std::string>& event_types = {},
                     absl::Time now = absl::Now());
  // Commits a decision.
  absl::Status Commit(const Call& call, WebhookDecision decision);
  // Queues an event for the webhooks of its tenant. The id of the event is returned.
  std::string QueueEvent(absl::string_view tenant, absl::Time now = absl::Now(),
                         absl::string_view type = "dev.steward.ticket.created.v1");
  // Runs a statement as the application role in the scope of a tenant.
  absl::StatusOr<pg::Result> RunAs(absl::string_view tenant, const std::string& text);
  // Runs a statement past row-level security.
  pg::Result Inspect(const std::string& text);

  const std::string owner;
  const std::string conninfo;
  pg::Pool pool;
  pg::PointReader points;
  resource::PageTokens tokens;
  store::Lister lister;
  WebhookSecrets secrets;
  WebhookStore webhooks;
  DeliveryStore deliveries;
  NoticeStore notices;
  TellingStore telling;
  MailStore mails;
  NotificationStore notifications;
  journal::Reader history;
  journal::Journal journal;
  Rulebook book;
};

std::string TestSecret();

// An event of a ticket as another service's journal would hand it over.
event::v1::StoredEvent TestEvent(absl::string_view tenant, absl::Time time,
                                 absl::string_view type = "dev.steward.ticket.created.v1");

}  // namespace steward::notification

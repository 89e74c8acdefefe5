#include "services/notification/store/test_database.h"

#include <cstdio>
#include <cstdlib>

#include "platform/events/queries.h"
#include "platform/journal/queries.h"
#include "platform/observe/uuid.h"
#include "platform/people/queries.h"
#include "platform/pg/migrate.h"
#include "platform/retention/queries.h"
#include "platform/status/errors.h"
#include "platform/testing/postgres.h"
#include "platform/time/timestamp.h"
#include "platform/webhook/secret.h"
#include "services/notification/domain/webhook.h"
#include "services/notification/sql.h"

namespace steward::notification {
namespace {

void Require(const absl::Status& status) {
  if (status.ok()) return;
  fprintf(stderr, "%s\n", errors::LogText(status).c_str());
  abort();
}

std::string CreateMigrated() {
  std::string owner = TestPostgres::Get().CreateDatabase();
  Require(pg::Migrate(owner, std::string(TestPostgres::kApplicationRole),
                      {{"journal", journal::sql::kMigrations},
                       {"events", events::sql::kMigrations},
                       {"people", people::sql::kMigrations},
                       {"retention", retention::sql::kMigrations},
                       {"notification", sql::kMigrations}}));
  return owner;
}

crypto::Sealer TestSealer() { return *crypto::Sealer::Create({{"1", std::string(32, 'k')}}, "1"); }

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

}  // namespace

TestDatabase::TestDatabase()
    : owner(CreateMigrated()),
      conninfo(TestPostgres::Get().AppConninfo(owner)),
      pool(conninfo, 4),
      points(conninfo),
      tokens(std::string(32, 't')),
      lister(&pool, &tokens),
      secrets(TestSealer()),
      webhooks(&pool, &points, &lister, &secrets),
      deliveries(&pool, &lister),
      notices(&pool),
      telling(&pool),
      mails(&pool),
      notifications(&points, &pool, &lister),
      history(&pool, "notification"),
      journal(journal::Journal::Options{.conninfo = conninfo}),
      book({&points, &lister, &journal}) {}

Call TestDatabase::CallOf(absl::string_view tenant, absl::Time now) const {
  Call call;
  call.tenant = std::string(tenant);
  call.subject = "users/alice";
  call.roles = {"tenant_admin"};
  call.scope = Scope::kTenant;
  call.method = "steward.notification.v1.WebhookService/Test";
  call.time = now;
  call.deadline = Soon();
  return call;
}

absl::Status TestDatabase::Commit(const Call& call, WebhookDecision decision) {
  const google::protobuf::Timestamp unnamed_request;
  return journal.Commit(call, journal::KeyOf(call, unnamed_request), std::move(decision.change))
      .status();
}

Webhook TestDatabase::AddWebhook(absl::string_view tenant, const std::string& url,
                                 const std::vector<std::string>& event_types, absl::Time now) {
  Webhook draft;
  draft.set_url(url);
  draft.mutable_event_types()->Assign(event_types.begin(), event_types.end());
  const Call call = CallOf(tenant, now);
  auto webhook = Create(draft, call.subject, now);
  Require(webhook.status());
  auto decision = webhooks.Create(call, *webhook, TestSecret(), 100);
  Require(decision.status());
  const google::protobuf::Timestamp unnamed_request;
  auto committed =
      journal.Commit(call, journal::KeyOf(call, unnamed_request), std::move(decision->change));
  Require(committed.status());
  webhook->set_name(committed->resource);
  return *webhook;
}

std::string TestDatabase::QueueEvent(absl::string_view tenant, absl::Time now,
                                     absl::string_view type) {
  const event::v1::StoredEvent stored = TestEvent(tenant, now, type);
  Require(pool.Read(tenant, QueueDeliveries(stored, now), Soon()).status());
  return stored.event().id();
}

absl::StatusOr<pg::Result> TestDatabase::RunAs(absl::string_view tenant, const std::string& text) {
  return pool.Read(tenant, {nullptr, {}, text}, Soon());
}

pg::Result TestDatabase::Inspect(const std::string& text) {
  auto connection = pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(owner));
  Require(connection.status());
  auto results = (*connection)->Run(std::vector<pg::Statement>{{nullptr, {}, text}}, Soon());
  Require(results.status());
  return results->front();
}

std::string TestSecret() { return webhook::FormatSecret(std::string(32, 's')); }

event::v1::StoredEvent TestEvent(absl::string_view tenant, absl::Time time,
                                 absl::string_view type) {
  event::v1::StoredEvent stored;
  stored.set_tenant(std::string(tenant));
  event::v1::Event* event = stored.mutable_event();
  event->set_id(observe::NewUuid7(time));
  event->set_type(std::string(type));
  event->set_service("ticket");
  event->set_resource_name("tickets/INC-1");
  event->set_version(1);
  *event->mutable_time() = ToProto(time);
  event->mutable_resource()->set_type_url("type.googleapis.com/steward.ticket.v1.Ticket");
  return stored;
}

}  // namespace steward::notification

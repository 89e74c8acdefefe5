#include <iostream>

#include "platform/events/consumer.h"
#include "platform/events/doorbell.h"
#include "platform/host/host.h"
#include "services/notification/jobs/delivery_worker.h"
#include "services/notification/jobs/webhook_effect.h"
#include "services/notification/rpc/webhook_handlers.h"
#include "services/notification/settings.h"
#include "services/notification/sql.h"

int main(int argc, char** argv) {
  using namespace steward;
  using namespace steward::notification;
  host::Host host("notification", "Delivers events to webhooks.",
                  {{"notification", notification::sql::kMigrations}});
  const Settings settings(host.config());
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;
  auto sealer = settings.MakeSealer();
  auto schedule = settings.MakeSchedule();
  for (const absl::Status& status : {sealer.status(), schedule.status(), settings.CheckLease()}) {
    if (status.ok()) continue;
    std::cerr << status.message() << "\n";
    return 2;
  }

  const WebhookSecrets secrets(*std::move(sealer));
  const WebhookStore webhooks(&host.pool(), &host.points(), &host.lister(), &secrets);
  const DeliveryStore deliveries(&host.pool(), &host.lister());
  WebhookHandlers handlers(&webhooks, &deliveries, &host.journal(), settings.limits());
  rpc::Service service(
      v1::GetWebhookRequest::descriptor()->file()->FindServiceByName("WebhookService"),
      &host.interceptors());
  handlers.Register(&service);

  const AttemptMaker maker(&secrets, settings.public_url);
  const WebhookDisabler disabler(&webhooks, &host.journal());
  DeliveryWorker worker({.store = &deliveries, .maker = &maker, .disabler = &disabler,
                         .sender = settings.sender(), .schedule = *std::move(schedule),
                         .lease = settings.attempt_lease});
  const rpc::Client tickets(settings.ticket_service, host.IdentityFor("ticket"));
  events::Consumer consumer({.name = kWebhookConsumer, .producer = "ticket",
                             .conninfo = host.database(), .client = &tickets,
                             .effect = WebhookEffect(), .on_applied = [&] { worker.Wake(); }});
  const auto applied = observe::AddCollector(
      "steward_consumer_applied_total", "Events applied.",
      [&] { return double(consumer.applied()); }, {{"producer", "ticket"}},
      observe::Kind::kCounter);
  const auto parked = observe::AddCollector(
      "steward_consumer_parked", "Events parked since the start of the process.",
      [&] { return double(consumer.parked()); }, {{"producer", "ticket"}});
  events::DoorbellListener listener(
      host.redis(), host.redis_prefix(),
      [&](const auto& ring) {
        if (ring.service == "ticket") consumer.Heard(ring.shard, ring.epoch, ring.offset);
      },
      [&] { consumer.WakeAll(); });
  return host.Serve({&service});
}

#include <iostream>

#include "platform/host/host.h"
#include "services/notification/jobs/delivery_worker.h"
#include "services/notification/jobs/webhook_effect.h"
#include "services/notification/rpc/webhook_handlers.h"
#include "services/notification/settings.h"
#include "services/notification/sql.h"

int main(int argc, char** argv) {
  namespace notification = steward::notification;
  steward::host::Host host("notification", "Delivers events to webhooks.",
                           {{"notification", notification::sql::kMigrations}});
  const notification::Settings settings(host.config());
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;
  auto sealer = settings.MakeSealer();
  auto schedule = settings.MakeSchedule();
  for (const absl::Status& status : {sealer.status(), schedule.status(), settings.CheckLease()}) {
    if (status.ok()) continue;
    std::cerr << status.message() << "\n";
    return 2;
  }

  const notification::WebhookSecrets secrets(*std::move(sealer));
  const notification::WebhookStore webhooks(&host.pool(), &host.points(), &host.lister(), &secrets);
  const notification::DeliveryStore deliveries(&host.pool(), &host.lister());
  notification::WebhookHandlers handlers(&webhooks, &deliveries, &host.journal(),
                                         settings.limits());
  const auto* file = notification::v1::GetWebhookRequest::descriptor()->file();
  steward::rpc::Service service(file->FindServiceByName("WebhookService"), &host.interceptors());
  handlers.Register(&service);

  const notification::AttemptMaker maker(&secrets, settings.public_url);
  const notification::WebhookDisabler disabler(&webhooks, &host.journal());
  notification::DeliveryWorker worker({.store = &deliveries,
                                       .maker = &maker,
                                       .disabler = &disabler,
                                       .sender = settings.sender(),
                                       .schedule = *std::move(schedule),
                                       .lease = settings.attempt_lease});
  for (const auto& [producer, address] : settings.Producers())
    host.Follow(notification::kWebhookConsumer, producer, address, notification::WebhookEffect(),
                [&] { worker.Wake(); });
  host.Expire({"delivery", &notification::sql::kDeleteOldDeliveries, settings.delivery_retention});
  return host.Serve({&service});
}

#include <iostream>

#include "platform/host/host.h"
#include "platform/people/queries.h"
#include "services/notification/jobs/contact_effect.h"
#include "services/notification/jobs/delivery_worker.h"
#include "services/notification/jobs/notice_effect.h"
#include "services/notification/jobs/people_jobs.h"
#include "services/notification/jobs/secret_rotation.h"
#include "services/notification/jobs/webhook_effect.h"
#include "services/notification/mail_settings.h"
#include "services/notification/rpc/services.h"
#include "services/notification/sql.h"

int main(int argc, char** argv) {
  namespace notification = steward::notification;
  steward::host::Host host("notification", "Tells people and other systems what happens.",
                           {{"notification", notification::sql::kMigrations},
                            {"people", steward::people::sql::kMigrations}});
  const notification::Settings settings(host.config());
  const notification::MailSettings mail(host.config());
  if (auto exit_code = host.Start(argc, argv)) return *exit_code;
  auto parts = notification::MakeParts(settings, mail);
  if (!parts.ok()) return std::cerr << parts.status().message() << "\n", 2;
  const notification::WebhookSecrets secrets(std::move(parts->sealer));
  const notification::WebhookStore webhooks(&host.pool(), &host.points(), &host.lister(), &secrets);
  const notification::DeliveryStore deliveries(&host.pool(), &host.lister());
  auto& contacts = host.Follow(notification::kContactConsumer, "directory",
                               settings.directory_service, notification::ContactEffect);
  const auto catch_up = [&](auto tenant, auto until) { return contacts.CatchUp(tenant, until); };
  notification::Services services({&host.points(), &host.lister(), &host.journal()}, &host.pool(),
                                  &webhooks, &deliveries, settings.limits(), catch_up,
                                  &host.interceptors());
  const notification::SecretRotation rotation(host.database(), &secrets);
  const notification::AttemptMaker maker(&secrets, settings.public_url);
  const notification::WebhookDisabler disabler(&webhooks, &host.journal());
  notification::DeliveryWorker worker({.store = &deliveries,
                                       .maker = &maker,
                                       .disabler = &disabler,
                                       .sender = settings.sender(),
                                       .schedule = std::move(parts->webhook_schedule),
                                       .lease = settings.attempt_lease});
  notification::PeopleJobs people({.pool = &host.pool(),
                                   .catch_up = catch_up,
                                   .smtp = std::move(parts->smtp),
                                   .links = &host.link_signer(),
                                   .schedule = std::move(parts->mail_schedule),
                                   .connections = static_cast<int>(mail.smtp_connections),
                                   .lease = mail.lease,
                                   .link_base = mail.public_url,
                                   .decision_link_lifetime = mail.decision_link_lifetime});
  for (const auto& [producer, address] : settings.Producers())
    host.Follow(notification::kWebhookConsumer, producer, address,
                notification::Both(notification::WebhookEffect(), notification::NoticeEffect()),
                [&] { worker.Wake(), people.Wake(); });
  host.Expire({"delivery", &notification::sql::kDeleteOldDeliveries, settings.delivery_retention});
  host.Expire({"notification", &notification::sql::kDeleteOldNotifications, mail.retention});
  host.BeforeEnd([&] { people.Stop(); });
  return host.Serve(services.all());
}

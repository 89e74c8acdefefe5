#include "services/change_approval/settings.h"

namespace steward::change {

Settings::Settings(config::Config& config)
    : directory_service(
          config.RequiredString("directory_service", "host:port of the directory service.")),
      expiry_interval(
          config.Duration("expiry_interval", absl::Seconds(5),
                          "How often approvals that were not decided in time are looked for.")),
      ticket_service(config.String(
          "ticket_service", "",
          "host:port of the ticket service; empty: it opens no incidents for changes backed out.")),
      catalog_service(config.String(
          "catalog_service", "",
          "host:port of the catalog service; empty: configuration items are not looked for.")) {}

}  // namespace steward::change

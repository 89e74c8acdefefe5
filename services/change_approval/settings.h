#pragma once

// The configuration keys of this service beyond those of every service.

#include <string>

#include "absl/time/time.h"
#include "platform/config/config.h"

namespace steward::change {

// References into the configuration, filled by Load.
struct Settings {
  explicit Settings(config::Config& config);

  const std::string& directory_service;
  const absl::Duration& expiry_interval;
  // Empty: there is none.
  const std::string& ticket_service;
  const std::string& catalog_service;
};

}  // namespace steward::change

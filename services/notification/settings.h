#pragma once

// The configuration keys of this service beyond those of every service.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/config/config.h"
#include "platform/crypto/seal.h"
#include "services/notification/delivery/http_sender.h"
#include "services/notification/domain/retry.h"
#include "services/notification/rpc/webhook_handlers.h"

namespace steward::notification {

// The schedule that the durations of a key make. Errors: INVALID_ARGUMENT.
absl::StatusOr<RetrySchedule> ParseSchedule(absl::string_view key,
                                            const std::vector<std::string>& texts);

// References into the configuration, filled by Load.
struct Settings {
  explicit Settings(config::Config& config);

  const std::string& ticket_service;
  const std::string& change_approval_service;
  const std::string& catalog_service;
  const std::string& directory_service;
  const std::string& seal_key;
  const std::string& seal_key_id;
  const std::vector<std::string>& seal_keys_accepted;
  const std::string& public_url;
  const bool& allow_http;
  const bool& allow_private_networks;
  const std::vector<std::string>& retry_schedule;
  const absl::Duration& timeout;
  const absl::Duration& attempt_lease;
  const absl::Duration& delivery_retention;
  const int64_t& webhooks_max;

  // Seals with seal_key; opens what it or one of seal_keys_accepted has sealed. Errors name the key
  // that has to change: INVALID_ARGUMENT.
  absl::StatusOr<crypto::Sealer> MakeSealer() const;
  absl::StatusOr<RetrySchedule> MakeSchedule() const;
  // OK when the lease outlasts every attempt.
  absl::Status CheckLease() const;

  // The services whose events webhooks and people are told of, by name, and where they are.
  std::map<std::string, std::string> Producers() const {
    std::map<std::string, std::string> producers = {{"directory", directory_service},
                                                    {"ticket", ticket_service}};
    if (!change_approval_service.empty()) producers["change-approval"] = change_approval_service;
    if (!catalog_service.empty()) producers["catalog"] = catalog_service;
    return producers;
  }
  UrlPolicy policy() const { return {allow_http, allow_private_networks}; }
  WebhookLimits limits() const { return {policy(), webhooks_max}; }
  HttpSenderSettings sender() const;
};

}  // namespace steward::notification

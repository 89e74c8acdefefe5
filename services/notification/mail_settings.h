#pragma once

// The configuration keys for telling people, and what all keys of the service make.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/config/config.h"
#include "services/notification/delivery/smtp_sender.h"
#include "services/notification/domain/retry.h"
#include "services/notification/settings.h"

namespace steward::notification {

// References into the configuration, filled by Load.
struct MailSettings {
  explicit MailSettings(config::Config& config);

  const std::string& smtp_url;
  const std::string& smtp_user;
  const std::string& smtp_password_file;
  const bool& smtp_allow_plain;
  const std::string& smtp_ca_file;
  const absl::Duration& smtp_timeout;
  const int64_t& smtp_connections;
  const std::vector<std::string>& retry_schedule;
  const std::string& from;
  const std::string& public_url;
  const absl::Duration& decision_link_lifetime;
  const absl::Duration& lease;
  const absl::Duration& retention;

  bool sends_mails() const { return !smtp_url.empty(); }
  // Errors name the key that has to change: INVALID_ARGUMENT.
  absl::StatusOr<SmtpSettings> MakeSmtp() const;
  absl::StatusOr<RetrySchedule> MakeSchedule() const;
  absl::Status CheckLinks() const;
};

// What the keys of the service make, once they are right.
struct ConfiguredParts {
  crypto::Sealer sealer;
  RetrySchedule webhook_schedule;
  SmtpSettings smtp;
  RetrySchedule mail_schedule;
};

// Errors name the key that has to change: INVALID_ARGUMENT.
absl::StatusOr<ConfiguredParts> MakeParts(const Settings& settings, const MailSettings& mail);

}  // namespace steward::notification

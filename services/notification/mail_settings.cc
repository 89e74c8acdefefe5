#include "services/notification/mail_settings.h"

#include <unistd.h>

#include "platform/auth/link.h"
#include "platform/config/invalid_key.h"
#include "platform/config/secret_file.h"
#include "platform/status/macros.h"

namespace steward::notification {

MailSettings::MailSettings(config::Config& config)
    : smtp_url(config.String("smtp_url", "",
                             "Mail server that takes mails: smtp://host:port, with STARTTLS, or "
                             "smtps://host:port; empty: no mails are sent.")),
      smtp_user(config.String("smtp_user", "", "User of the mail server; empty: none.")),
      smtp_password_file(config.String(
          "smtp_password_file", "", "File with the password of smtp_user, open to nobody else.")),
      smtp_allow_plain(config.Bool("smtp_allow_plain", false,
                                   "Whether mails may travel to another host without TLS.")),
      smtp_ca_file(config.String("smtp_ca_file", "",
                                 "PEM file of the authorities that vouch for the mail server; "
                                 "empty: those that this machine trusts.")),
      smtp_timeout(config.Duration("smtp_timeout", absl::Seconds(15),
                                   "How long the mail server may take for a mail; 30s at most.")),
      smtp_connections(
          config.Int("smtp_connections", 2, 1, 32, "Connections of a replica to the mail server.")),
      retry_schedule(config.List("mail_retry_schedule",
                                 {"0s", "30s", "2m", "10m", "1h", "4h", "12h"},
                                 "Waits before the first, second … attempt at a mail.")),
      from(config.String("mail_from", "", "Address that mails come from; needed with smtp_url.")),
      public_url(config.String("mail_public_url", "",
                               "Where people read records: a link is this, '/' and the name of the "
                               "record; empty: no links.")),
      decision_link_lifetime(config.Duration("decision_link_lifetime", auth::kLinkLifetimeMax,
                                             "How long the link in a mail decides, at most as long "
                                             "as the approval may be decided; 0s: "
                                             "mails have no such links; 336h at most.")),
      lease(config.Duration(
          "mail_lease", absl::Minutes(2),
          "How long a replica keeps mails it claimed to itself; those of a killed one "
          "are sent again afterwards.")),
      retention(config.Duration("notification_retention", absl::Hours(90 * 24),
                                "How long a finished notification is kept.")) {}

absl::StatusOr<SmtpSettings> MailSettings::MakeSmtp() const {
  SmtpSettings smtp;
  if (!sends_mails()) return smtp;
  smtp.url = smtp_url;
  smtp.user = smtp_user;
  smtp.from = from;
  smtp.allow_plain = smtp_allow_plain;
  smtp.ca_file = smtp_ca_file;
  smtp.timeout = smtp_timeout;
  if (!smtp_password_file.empty()) {
    ASSIGN_OR_RETURN(const std::string content, config::ReadSecretFile(smtp_password_file));
    // Whoever wrote it with an editor did not mean the line end.
    smtp.password = content.substr(0, content.find_first_of("\r\n"));
  }
  if (!smtp_ca_file.empty() && ::access(smtp_ca_file.c_str(), R_OK) != 0)
    return config::InvalidKey("smtp_ca_file", "cannot be read.");
  if (smtp_timeout < absl::Seconds(1) || smtp_timeout > absl::Seconds(30))
    return config::InvalidKey("smtp_timeout", "must be from 1s to 30s.");
  if (lease < 4 * smtp_timeout)
    return config::InvalidKey("mail_lease", "must be at least four times smtp_timeout.");
  RETURN_IF_ERROR(CheckSmtp(smtp));
  return smtp;
}

absl::StatusOr<RetrySchedule> MailSettings::MakeSchedule() const {
  return ParseSchedule("mail_retry_schedule", retry_schedule);
}

absl::Status MailSettings::CheckLinks() const {
  if (decision_link_lifetime <= auth::kLinkLifetimeMax) return absl::OkStatus();
  return config::InvalidKey("decision_link_lifetime", "must be at most 336h.");
}

absl::StatusOr<ConfiguredParts> MakeParts(const Settings& settings, const MailSettings& mail) {
  RETURN_IF_ERROR(settings.CheckLease());
  ASSIGN_OR_RETURN(crypto::Sealer sealer, settings.MakeSealer());
  ASSIGN_OR_RETURN(RetrySchedule webhook_schedule, settings.MakeSchedule());
  RETURN_IF_ERROR(mail.CheckLinks());
  ASSIGN_OR_RETURN(SmtpSettings smtp, mail.MakeSmtp());
  ASSIGN_OR_RETURN(RetrySchedule mail_schedule, mail.MakeSchedule());
  return ConfiguredParts{std::move(sealer), std::move(webhook_schedule), std::move(smtp),
                         std::move(mail_schedule)};
}

}  // namespace steward::notification

#pragma once

// Hands mails to a server by SMTP (RFC 5321), one after the other over a connection that is kept.

#include <curl/curl.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/notification/delivery/mail.h"
#include "services/notification/domain/mail_attempt.h"

namespace steward::notification {

struct SmtpSettings {
  // smtp:// (with STARTTLS) or smtps://, a host and perhaps a port.
  std::string url;
  // Empty: the server is not told who calls.
  std::string user;
  std::string password;
  // Address of the sender.
  std::string from;
  // Mails may travel without TLS to other hosts than this one.
  bool allow_plain = false;
  // PEM file of the authorities that vouch for the server; empty: those that this machine trusts.
  std::string ca_file;
  // Connecting, sending and the answer together.
  absl::Duration timeout = absl::Seconds(15);
};

// OK when mails can be sent by these settings. INVALID_ARGUMENT names the key that has to change.
absl::Status CheckSmtp(const SmtpSettings& settings);

// Belongs to one thread.
class SmtpSender {
 public:
  explicit SmtpSender(SmtpSettings settings);

  // Blocks until the server has answered, `timeout` at most.
  MailOutcome Send(const Mail& mail);

 private:
  struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };

  void SetServer();

  const SmtpSettings settings_;
  const bool requires_tls_;
  std::unique_ptr<CURL, FreeHandle> handle_;
};

}  // namespace steward::notification

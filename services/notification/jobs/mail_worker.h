#pragma once

// Sends the mails that are due: claims them, hands them to the mail server, records what came of
// it. Any number of replicas may run: a claim is a lease in the database. When a process is killed
// its leases run out and the mails are sent again, with the Message-ID that they had: at least
// once.
//
// Where mails, or links that decide, were switched off meanwhile, a mail that waited is SUPPRESSED
// with NO_CHANNEL when it is due.

#include <atomic>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "platform/auth/link.h"
#include "platform/observe/metrics.h"
#include "platform/time/alarm.h"
#include "services/notification/delivery/smtp_sender.h"
#include "services/notification/domain/retry.h"
#include "services/notification/store/mail_store.h"

namespace steward::notification {

class MailWorker {
 public:
  struct Options {
    const MailStore* store = nullptr;
    // Without a URL no mails are sent.
    SmtpSettings smtp;
    // Signs the links in mails; null when there are none.
    const auth::LinkSigner* links = nullptr;
    RetrySchedule schedule;
    // Connections to the mail server.
    int connections = 2;
    // Mails claimed at once for one connection.
    int batch = 20;
    // After half of it the rest of a batch is given back; at least four timeouts of the server.
    absl::Duration lease = absl::Minutes(2);
    // The database is asked at least this often, with or without a Wake.
    absl::Duration poll = absl::Seconds(1);
  };
  explicit MailWorker(Options options);
  // Ends after the mails under way and gives the others back.
  ~MailWorker();
  MailWorker(const MailWorker&) = delete;
  MailWorker& operator=(const MailWorker&) = delete;

  // Mails were queued. Thread-safe, does not block.
  void Wake() { alarm_.Wake(); }

 private:
  void Loop();
  absl::Status Record(const MailClaim& claim, absl::Time lease_until);
  // How many mails were claimed.
  absl::StatusOr<int> SendSome(SmtpSender& sender);
  // With the link, if it has one, in the place of its placeholder.
  Mail MailOf(const MailClaim& claim) const;
  // Why it is not to be sent after all; REASON_UNSPECIFIED: it is.
  Notification::Reason HurdleOf(const MailClaim& claim) const;
  // Sends it, unless it is not to be sent any more.
  void Attempt(SmtpSender& sender, MailClaim* claim) const;

  const Options options_;
  observe::Counter &sent_, &failed_, &retried_, &suppressed_;
  Alarm alarm_;
  std::vector<std::thread> threads_;
};

}  // namespace steward::notification

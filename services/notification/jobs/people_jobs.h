#pragma once

// The workers that tell people: one that makes notifications of events, and one that sends mails,
// or ends those that still wait where none are sent any more.

#include <memory>
#include <string>

#include "platform/people/catch_up.h"
#include "platform/pg/pool.h"
#include "services/notification/jobs/mail_worker.h"
#include "services/notification/jobs/notice_worker.h"

namespace steward::notification {

class PeopleJobs {
 public:
  struct Options {
    pg::Pool* pool = nullptr;
    // With the directory.
    people::CatchUp catch_up;
    // Without a URL no mails are sent.
    SmtpSettings smtp;
    // As of MailWorker.
    const auth::LinkSigner* links = nullptr;
    RetrySchedule schedule;
    int connections = 2;
    absl::Duration lease = absl::Minutes(2);
    // See Terms.
    std::string link_base;
    absl::Duration decision_link_lifetime = absl::ZeroDuration();
  };
  explicit PeopleJobs(Options options);

  // Events were taken in. Thread-safe, does not block.
  void Wake() { notice_worker_->Wake(); }
  // From then on the directory is not caught up with; mails go on. Not thread-safe.
  void Stop() { notice_worker_->Stop(); }

 private:
  const NoticeStore notices_;
  const TellingStore telling_;
  const MailStore mails_;
  // In this order: the second wakes the first.
  MailWorker mail_worker_;
  std::unique_ptr<NoticeWorker> notice_worker_;
};

}  // namespace steward::notification

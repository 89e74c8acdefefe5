#pragma once

// Makes notifications of notices, exactly once: they are stored in the transaction that ends the
// notice, under names that follow from the event. Any number of replicas may run: a claim is a
// lease in the database.

#include <string>
#include <thread>

#include "absl/time/time.h"
#include "platform/observe/metrics.h"
#include "platform/people/catch_up.h"
#include "services/notification/jobs/alarm.h"
#include "services/notification/store/notice_store.h"
#include "services/notification/store/telling_store.h"

namespace steward::notification {

class NoticeWorker {
 public:
  struct Options {
    const NoticeStore* notices = nullptr;
    const TellingStore* store = nullptr;
    people::CatchUp catch_up;
    bool sends_mails = false;
    // See Terms.
    std::string link_base;
    // Called when mails were queued. Must not block.
    std::function<void()> on_mail;
    // Notices claimed at once.
    int batch = 200;
    absl::Duration lease = absl::Seconds(30);
    // The database is asked at least this often, with or without a Wake.
    absl::Duration poll = absl::Seconds(1);
  };
  explicit NoticeWorker(Options options);
  // Ends after the batch under way.
  ~NoticeWorker();
  NoticeWorker(const NoticeWorker&) = delete;
  NoticeWorker& operator=(const NoticeWorker&) = delete;

  // Notices were queued. Thread-safe, does not block.
  void Wake() { alarm_.Wake(); }

 private:
  void Loop();
  // How many notices were told.
  absl::StatusOr<int> TellSome();
  void Count(const Told& told) const;

  const Options options_;
  observe::Counter& notices_;
  Alarm alarm_;
  std::thread thread_;
};

}  // namespace steward::notification

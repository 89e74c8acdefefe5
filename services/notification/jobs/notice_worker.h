#pragma once

// Makes notifications of notices, exactly once: they are stored in the transaction that ends the
// notice, under names that follow from the event. Any number of replicas may run: a claim is a
// lease in the database.
//
// A notice that cannot be told is tried again, after pauses that grow, and parked in the end;
// others do not wait for it. steward_notices_parked_total counts those, and the log says why.

#include <functional>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "platform/observe/metrics.h"
#include "platform/people/catch_up.h"
#include "platform/time/alarm.h"
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
    absl::Duration decision_link_lifetime = absl::ZeroDuration();
    // Called when mails were queued. Must not block.
    std::function<void()> on_mail;
    // Notices claimed at once.
    int batch = 200;
    absl::Duration lease = absl::Seconds(30);
    // Failures, or workers that ended with it in hand, after which a notice is parked, and the
    // pause after the first failure; it doubles.
    int failures_max = 10;
    absl::Duration pause = absl::Seconds(1);
    // The database is asked at least this often, with or without a Wake.
    absl::Duration poll = absl::Seconds(1);
  };
  explicit NoticeWorker(Options options);
  ~NoticeWorker() { Stop(); }
  NoticeWorker(const NoticeWorker&) = delete;
  NoticeWorker& operator=(const NoticeWorker&) = delete;

  // Notices were queued. Thread-safe, does not block.
  void Wake() { alarm_.Wake(); }
  // Ends after the batch under way; from then on nothing is caught up with. Not thread-safe.
  void Stop();

 private:
  void Loop();
  // Whether notices were taken. The directory is caught up with once for them, if at all. When they
  // cannot be told together, each is told alone, so that one that cannot be told does not hold up
  // the others; so is one whose worker ended before. Those that it has no time for are given back.
  absl::StatusOr<bool> TellSome();
  // Tells them, part by part, until then; `rest` becomes those that were not told.
  absl::Status Tell(absl::Span<const Notice>* rest, const people::CatchUp& catch_up,
                    absl::Time until);
  void TellAlone(const Notice& notice, const people::CatchUp& catch_up);
  void PutOff(const Notice& notice, const absl::Status& error);
  void Park(const Notice& notice, const absl::Status& error);
  void Count(const Told& told) const;

  const Options options_;
  observe::Counter &notices_, &parked_;
  Alarm alarm_;
  std::thread thread_;
};

}  // namespace steward::notification

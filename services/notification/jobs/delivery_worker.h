#pragma once

// Delivers what is due: claims deliveries, posts them, records what came of it. Any number of
// replicas may run: a claim is a lease in the database. When a process is killed its leases run out
// and the attempts are made again, so every event arrives at least once.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/time/time.h"
#include "platform/observe/metrics.h"
#include "services/notification/delivery/http_sender.h"
#include "services/notification/domain/retry.h"
#include "services/notification/jobs/attempt_maker.h"
#include "services/notification/jobs/webhook_disabler.h"
#include "services/notification/store/delivery_store.h"

namespace steward::notification {

class DeliveryWorker {
 public:
  struct Options {
    const DeliveryStore* store = nullptr;
    const AttemptMaker* maker = nullptr;
    const WebhookDisabler* disabler = nullptr;
    HttpSenderSettings sender;
    RetrySchedule schedule;
    // Attempts under way at once.
    ClaimLimits limits;
    // Longer than an attempt can take, with its wait for other attempts at the same host.
    absl::Duration lease = absl::Minutes(2);
    // The database is asked at least this often, with or without a Wake.
    absl::Duration poll = absl::Seconds(1);
  };
  explicit DeliveryWorker(Options options);
  // Breaks off the attempts under way and gives their deliveries back.
  ~DeliveryWorker();
  DeliveryWorker(const DeliveryWorker&) = delete;
  DeliveryWorker& operator=(const DeliveryWorker&) = delete;

  // Deliveries were queued. Thread-safe, does not block.
  void Wake();

 private:
  // An attempt that came to its end.
  struct Arrival {
    std::shared_ptr<const Claim> claim;
    Outcome outcome;
  };
  // Tenant and id.
  using WebhookKey = std::pair<std::string, std::string>;

  void Loop();
  // False when the worker is to stop.
  bool Wait(absl::Time until);
  // Claims and starts attempts; returns when to do so again.
  absl::Time TakeDue();
  void Start(Claim claim, absl::Time now);
  void Arrive(Arrival arrival);
  void Settle();
  void Judge(const Claim& claim, const Outcome& outcome);
  void Count() const;
  void DisableFailing(const std::vector<FailingEndpoint>& failing, absl::Time now);
  void Disable(const WebhookKey& webhook, absl::string_view reason, absl::Time now) const;

  const Options options_;
  observe::Counter &delivered_, &failed_, &retried_;
  observe::Gauge& oldest_pending_;

  std::mutex mutex_;
  std::condition_variable woken_;
  bool wanted_ = true;
  bool stopping_ = false;
  std::vector<Arrival> arrivals_;

  // Of the worker's thread only. What the database could not take yet stays for the next round.
  absl::BitGen random_;
  int under_way_ = 0;
  std::vector<Finished> finished_;
  std::vector<ClaimKey> released_;
  std::set<WebhookKey> gone_;

  std::unique_ptr<HttpSender> sender_;
  std::thread thread_;
};

}  // namespace steward::notification

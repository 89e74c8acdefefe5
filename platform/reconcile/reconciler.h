#pragma once

// Leads records to where they should be, one step at a time: what takes calls of other services and
// may take days, such as the fulfilment of a request. `reconcile` looks at a record as it stands,
// does the next thing under a request id that follows from it, and records that in the journal; so
// it may be killed anywhere, and whoever looks next goes on. No transaction is open while it calls.
//
// Any number of replicas may run: a record is in the hands of one thread of one of them. Tenants
// take turns, so that one with much to do holds up no other. Calls of a service that may hang go
// through a Bulkhead, with places for fewer than there are threads.
//
// steward_reconcile_total{result} counts looks, steward_reconcile_oldest_due_seconds is how long
// the record that waits longest has been due, 0 when none waits.

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/observe/metrics.h"
#include "platform/pg/pool.h"
#include "platform/reconcile/due_queue.h"
#include "platform/time/alarm.h"
#include "platform/time/pauses.h"

namespace steward::reconcile {

// Takes one step, at most until `deadline`, when the record may be in other hands. Returns when to
// look again: InfinitePast at once, InfiniteFuture not before it is rung. An error is met by
// looking again after a pause that grows. Called by several threads.
using Reconcile = std::function<absl::StatusOr<absl::Time>(const Key& key, absl::Time deadline)>;

class Reconciler {
 public:
  struct Options {
    std::string conninfo;
    Reconcile reconcile;
    // Records at once.
    int threads = 8;
    // Longer than a step takes.
    absl::Duration lease = absl::Seconds(10);
    // The database is asked at least this often, with or without a Wake.
    absl::Duration poll = absl::Seconds(1);
    // After the first error; the next pause is twice as long, up to the longest: one for errors
    // that pass by themselves, as a service is down, and one for the others.
    absl::Duration pause = absl::Milliseconds(500);
    absl::Duration passing_pause_max = absl::Seconds(5);
    absl::Duration pause_max = absl::Minutes(5);
  };
  explicit Reconciler(Options options);
  ~Reconciler() { Stop(); }
  Reconciler(const Reconciler&) = delete;
  Reconciler& operator=(const Reconciler&) = delete;

  // A record was rung. Does not block.
  void Wake() { alarm_.Wake(); }
  // Ends after the steps under way.
  void Stop();

 private:
  void Loop();
  // Measures what waits, until the end.
  void Watch();
  std::string Served();
  // Whether to look for more at once.
  bool TakeOne();
  void Work(const Claim& claim, absl::Time deadline);
  void Leave(const Claim& claim, const absl::StatusOr<absl::Time>& next);

  const Options options_;
  observe::Counter &settled_, &stepped_, &failed_;
  observe::Gauge& waited_;
  pg::Pool pool_;
  const DueQueue queue_;

  std::mutex mutex_;
  // The tenant that had the last turn.
  std::string served_;

  Alarm alarm_;
  Pauses pauses_;
  std::vector<std::thread> threads_;
};

}  // namespace steward::reconcile

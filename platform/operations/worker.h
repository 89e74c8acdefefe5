#pragma once

// Carries out the operations of a service, a few at a time and each item after the other, so that
// whoever calls the service hardly notices. Any number of replicas may run: a claim is a lease in
// the database. When a process is killed its leases run out, and another goes on with the items
// that are left; the one that was being worked on is tried again under the same request id.
//
// steward_operation_items_total{result} counts items.

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "platform/operations/operations.h"
#include "platform/operations/run.h"
#include "platform/operations/settings.h"

namespace steward::operations {

class Worker {
 public:
  struct Options {
    Operations* operations = nullptr;
    // By full method, such as "steward.ticket.v1.TicketService/ImportTickets". Operations of other
    // methods are left to replicas that know them.
    std::map<std::string, DoTask> tasks;
    ResolveCaller resolve_caller;
    // Operations at once.
    int threads = 2;
    // Longer than an item and its end take.
    absl::Duration lease = absl::Seconds(15);
    // How long an operation rests after an error that may pass; the next pause is twice as long
    // (RestAfter). Others of its tenant go on meanwhile.
    absl::Duration rest = absl::Seconds(5);
    // The database is asked at least this often.
    absl::Duration poll = absl::Seconds(1);
    absl::Duration progress = absl::Seconds(5);
    absl::Duration kept_for = kKeptFor;
  };
  explicit Worker(Options options);
  ~Worker() { Stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Ends after the items under way, and leaves the rest to other replicas.
  void Stop();

 private:
  void Loop();
  // Whether to look for more at once: not when there was nothing, or it could not go on.
  bool TakeOne();
  bool CarryOn(const Claim& claim, absl::Time lease_until);
  absl::Status Leave(const Claim& claim, const Run& run, const absl::Status& error);

  const Options options_;
  std::vector<std::string> methods_;
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

}  // namespace steward::operations

#pragma once

// A thread that lets old events end, round after round. Any number of replicas may run it: they
// share the rounds (platform/retention/sweep.h).
//
// steward_retention_deleted_total{table="journal"} counts. A failure is logged once, until it works
// again; the other shards have their turns, and what is left is tried in the next round.

#include <memory>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "platform/audit/trim.h"
#include "platform/observe/metrics.h"
#include "platform/pg/connection.h"
#include "platform/time/pauses.h"

namespace steward::audit {

class Trimmer {
 public:
  struct Options {
    std::string conninfo;
    // Of the events that end: whole seconds, kEventAgeMin or more.
    absl::Duration age;
    // From the start of one round to the start of the next, at least.
    absl::Duration interval = absl::Hours(1);
    // Events of one step.
    int events = 500;
  };
  explicit Trimmer(Options options);
  // Ends after the step under way.
  ~Trimmer();
  Trimmer(const Trimmer&) = delete;
  Trimmer& operator=(const Trimmer&) = delete;

 private:
  void Loop();
  absl::Status Trim();
  absl::Status TrimShard(int shard);
  absl::Status Delete(TrimWalk* walk);

  const Options options_;
  observe::Counter& deleted_;
  Pauses pauses_;
  // Of the thread only; calls never wait for it.
  std::unique_ptr<pg::Connection> connection_;
  std::thread thread_;
};

}  // namespace steward::audit

#pragma once

// A thread that lets old rows end, round after round. Any number of replicas may run it: they share
// the rounds (see sweep.h).
//
// steward_retention_deleted_total{table} counts. A rule that fails is logged once, until it works
// again, and tried again later; the others go on.

#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "platform/pg/connection.h"
#include "platform/retention/sweep.h"
#include "platform/time/pauses.h"

namespace steward::retention {

class Sweeper {
 public:
  struct Options {
    std::string conninfo;
    std::vector<Rule> rules;
    // From the start of one round over a table to the start of the next, at least.
    absl::Duration interval = absl::Hours(1);
    // Of one step: half a megabyte, a few thousand rows.
    int64_t pages = 64;
  };
  explicit Sweeper(Options options);
  // Ends after the step under way.
  ~Sweeper();
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

 private:
  void Loop();
  void SweepAll();
  absl::Status Sweep(const Rule& rule);
  void Note(const Rule& rule, const absl::Status& status);

  const Options options_;
  Pauses pauses_;
  // Of the thread only: tables of rules that failed when they were last tried.
  std::set<std::string> failing_;
  // While it works only; calls never wait for it.
  std::unique_ptr<pg::Connection> connection_;
  std::thread thread_;
};

}  // namespace steward::retention

#pragma once

// Counts and times the calls of a run: callers prepare, all run warm, then the measured time
// begins.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/performance/load/options.h"

namespace steward::bench {

// Not thread-safe.
class Meter {
 public:
  explicit Meter(const Options& options);

  // A caller is prepared; every caller says so once.
  void Prepared();
  // Whether new calls are to be sent. Moves the run on and says so on standard output.
  bool IsRunning(absl::Time now);
  // A call was answered.
  void Record(absl::Time sent, absl::Time answered);
  // A call was refused because there is too much to do, which is no failure.
  void Shed() { shed_ += phase_ == Phase::kMeasuring ? 1 : 0; }
  // A call failed. While callers prepare, and when many have failed, this ends the run.
  void Fail(absl::string_view why);
  // Prints the line of JSON; returns the exit status.
  int Report();

 private:
  enum class Phase { kPreparing, kWarming, kMeasuring, kOver };

  void Begin(absl::Time now);
  void End(absl::Time now);

  const absl::Duration warm_up_;
  const absl::Duration measured_;
  int unprepared_;
  Phase phase_ = Phase::kPreparing;
  absl::Time begin_;
  absl::Time end_;
  double cpu_begin_us_ = 0;
  double cpu_us_ = 0;
  std::vector<float> milliseconds_;
  long shed_ = 0;
  long failures_ = 0;
  std::string first_failure_;
};

}  // namespace steward::bench

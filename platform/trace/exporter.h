#pragma once

// Sends spans to a collector, in batches, on a thread of its own. Whoever records one never waits
// for the collector: what finds the queue full is dropped and counted.
//
// A batch that the collector is too busy for, or that does not reach it, is sent again after pauses
// that grow, as often as `attempts_max` says. What came of spans is counted in
//   steward_trace_spans_total{result="exported|rejected|dropped"}
// where `rejected` were refused by the collector, and `dropped` never got there. The log has a line
// when they begin to fail, and one when they get there again.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "platform/observe/metrics.h"
#include "platform/trace/collector.h"
#include "platform/trace/otlp.h"
#include "platform/trace/retry.h"
#include "platform/trace/span.h"

namespace steward::trace {

class Exporter {
 public:
  struct Options {
    // As of CheckEndpoint.
    std::string endpoint;
    // "Name: value", such as a credential of the collector.
    std::vector<std::string> headers;
    Resource resource;
    // Spans that wait; more are dropped.
    size_t queue_max = 2048;
    // A batch is sent when it has so many spans, or when the time has passed since the last one.
    size_t batch_max = 512;
    absl::Duration interval = absl::Seconds(5);
    // Of one attempt.
    absl::Duration timeout = absl::Seconds(10);
    int attempts_max = 5;
    RetryPauses pauses;
    // How long Stop may go on sending; what is under way then ends about a second later.
    absl::Duration stop_max = absl::Seconds(2);
  };
  explicit Exporter(Options options);
  ~Exporter();
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;

  // Thread-safe. After Stop it drops.
  void Record(const Span& span);
  // Sends what is left, each batch once, and ends the thread.
  void Stop();

 private:
  using Batch = std::vector<std::string>;

  void Loop();
  // Empty when the time has passed without a span, or when all is sent and it is to stop.
  Batch Await();
  void Send(const Batch& spans);
  void Settle(size_t spans, const CollectorAnswer& answer);
  // Waits before what failed is tried again; false when it is not to be.
  bool Pause(int failures, const CollectorAnswer& answer);
  void NoteFailure(const std::string& error);
  void NoteSuccess();

  const Options options_;
  observe::Counter &exported_, &rejected_, &dropped_;

  // Of those that follow.
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::string> queue_;
  bool stopping_ = false;
  absl::Time stop_by_ = absl::InfiniteFuture();

  // Of the thread only.
  Collector collector_;
  bool is_failing_ = false;

  std::thread thread_;
};

}  // namespace steward::trace

#pragma once

// A collector of OpenTelemetry that takes OTLP over HTTP (opentelemetry-proto, OTLP 1.x).

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::trace {

// INVALID_ARGUMENT with a clause for operators unless `endpoint` is the base of a collector's URLs:
// http or https, with a host, without credentials, query and fragment.
absl::Status CheckEndpoint(const std::string& endpoint);

// What came of a POST.
struct CollectorAnswer {
  // 0: none came; `error` says why, without naming an address.
  int http_status = 0;
  std::string error;
  // Retry-After; zero: none.
  absl::Duration retry_after = absl::ZeroDuration();
  std::string body;
};

// Keeps its connection. Verifies certificates by the authorities of the system, follows no redirect
// and asks no proxy. Belongs to one thread, which has SIGPIPE blocked; StopBy is thread-safe.
class Collector {
 public:
  // `headers`: "Name: value", sent with every request. `timeout`: of one attempt.
  Collector(const std::string& endpoint, const std::vector<std::string>& headers,
            absl::Duration timeout);
  ~Collector();

  // POSTs a gzipped ExportTraceServiceRequest to <endpoint>/v1/traces.
  CollectorAnswer Post(const std::string& body);
  // What is under way at that time is broken off within about a second.
  void StopBy(absl::Time time) { stop_by_ = absl::ToUnixNanos(time); }

 private:
  struct Curl;

  static int OnProgress(void* collector, int64_t, int64_t, int64_t, int64_t);

  const std::unique_ptr<Curl> curl_;
  std::atomic<int64_t> stop_by_{std::numeric_limits<int64_t>::max()};
};

}  // namespace steward::trace

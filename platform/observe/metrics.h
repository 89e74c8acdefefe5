#pragma once

// Metrics of the process, in the text format of Prometheus (0.0.4). Names start with "steward_",
// use base units and end in _seconds, _bytes, _total or _info. Labels never hold tenants, users,
// paths or anything else a client chooses.
//
// Get* look the metric up under a lock: fetch once, keep the reference (valid for the life of the
// process). Increments are lock-free (histograms take a short lock). Thread-safe. A name that is
// not allowed, or used before for another kind, ends the process.

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace steward::observe {

using Counter = prometheus::Counter;
using Gauge = prometheus::Gauge;
using Histogram = prometheus::Histogram;
using Labels = std::map<std::string, std::string>;

enum class Kind { kCounter, kGauge };

// Seconds, 0.5 ms to 10 s.
const std::vector<double>& LatencyBuckets();

Counter& GetCounter(const std::string& name, const std::string& help, const Labels& labels = {});
Gauge& GetGauge(const std::string& name, const std::string& help, const Labels& labels = {});
Histogram& GetHistogram(const std::string& name, const std::string& help, const Labels& labels = {},
                        const std::vector<double>& buckets = LatencyBuckets());

// Keeps a callback registered; the destructor takes it back and waits for a running one.
class [[nodiscard]] Collector {
 public:
  Collector() = default;
  explicit Collector(long id) : id_(id) {}
  Collector(Collector&& other) noexcept;
  Collector& operator=(Collector&& other) noexcept;
  ~Collector();

 private:
  long id_ = 0;
};

// A metric whose value is asked for at each scrape: size of a pool, lag of a consumer. `value` must
// be quick, thread-safe and not call this header's functions.
Collector AddCollector(const std::string& name, const std::string& help,
                       std::function<double()> value, const Labels& labels = {},
                       Kind kind = Kind::kGauge);

// All metrics, with those of the process itself: process_resident_memory_bytes,
// process_cpu_seconds_total, process_open_fds, process_max_fds, process_start_time_seconds and
// steward_build_info.
std::string RenderMetrics();

}  // namespace steward::observe

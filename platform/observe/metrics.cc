#include "platform/observe/metrics.h"

#include <prometheus/family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <sstream>

#include "platform/observe/process_metrics.h"

namespace steward::observe {
namespace {

struct Callback {
  std::string name;
  std::string help;
  std::function<double()> value;
  Labels labels;
  Kind kind;
};

struct Callbacks {
  std::mutex mutex;
  long next_id = 1;
  std::map<long, Callback> by_id;
};

// Never destroyed: threads and destructors of other statics may still count.
prometheus::Registry& Registry() {
  static auto* registry = new prometheus::Registry;
  return *registry;
}

Callbacks& AllCallbacks() {
  static auto* callbacks = new Callbacks;
  return *callbacks;
}

[[noreturn]] void EndWith(const std::string& name, const char* why) {
  std::fprintf(stderr, "metric %s: %s\n", name.c_str(), why);
  std::abort();
}

void CheckName(const std::string& name) {
  if (name.rfind("steward_", 0) != 0) EndWith(name, "the name must start with steward_");
}

template <class Metric, class Builder, class... Arguments>
Metric& Get(Builder builder, const std::string& name, const std::string& help, const Labels& labels,
            const Arguments&... arguments) {
  CheckName(name);
  try {
    return builder.Name(name).Help(help).Register(Registry()).Add(labels, arguments...);
  } catch (const std::exception& error) {
    EndWith(name, error.what());
  }
}

prometheus::ClientMetric Collect(const Callback& callback) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : callback.labels) metric.label.push_back({name, value});
  double value = callback.value();
  if (callback.kind == Kind::kCounter) metric.counter.value = value;
  if (callback.kind == Kind::kGauge) metric.gauge.value = value;
  return metric;
}

std::vector<prometheus::MetricFamily> CollectCallbacks() {
  Callbacks& callbacks = AllCallbacks();
  std::map<std::string, prometheus::MetricFamily> families;
  std::lock_guard lock(callbacks.mutex);
  for (const auto& [id, callback] : callbacks.by_id) {
    prometheus::MetricFamily& family = families[callback.name];
    family.name = callback.name;
    family.help = callback.help;
    family.type = callback.kind == Kind::kCounter ? prometheus::MetricType::Counter
                                                  : prometheus::MetricType::Gauge;
    family.metric.push_back(Collect(callback));
  }
  std::vector<prometheus::MetricFamily> result;
  for (auto& [name, family] : families) result.push_back(std::move(family));
  return result;
}

}  // namespace

const std::vector<double>& LatencyBuckets() {
  static const auto* buckets = new std::vector<double>{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return *buckets;
}

Counter& GetCounter(const std::string& name, const std::string& help, const Labels& labels) {
  return Get<Counter>(prometheus::BuildCounter(), name, help, labels);
}

Gauge& GetGauge(const std::string& name, const std::string& help, const Labels& labels) {
  return Get<Gauge>(prometheus::BuildGauge(), name, help, labels);
}

Histogram& GetHistogram(const std::string& name, const std::string& help, const Labels& labels,
                        const std::vector<double>& buckets) {
  return Get<Histogram>(prometheus::BuildHistogram(), name, help, labels, buckets);
}

Collector AddCollector(const std::string& name, const std::string& help,
                       std::function<double()> value, const Labels& labels, Kind kind) {
  CheckName(name);
  Callbacks& callbacks = AllCallbacks();
  std::lock_guard lock(callbacks.mutex);
  long id = callbacks.next_id++;
  callbacks.by_id.emplace(id, Callback{name, help, std::move(value), labels, kind});
  return Collector(id);
}

Collector::Collector(Collector&& other) noexcept : id_(other.id_) { other.id_ = 0; }

Collector& Collector::operator=(Collector&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

Collector::~Collector() {
  if (id_ == 0) return;
  Callbacks& callbacks = AllCallbacks();
  std::lock_guard lock(callbacks.mutex);
  callbacks.by_id.erase(id_);
}

std::string RenderMetrics() {
  std::ostringstream text;
  prometheus::TextSerializer serializer;
  serializer.Serialize(text, Registry().Collect());
  serializer.Serialize(text, CollectCallbacks());
  serializer.Serialize(text, CollectProcessMetrics());
  return text.str();
}

}  // namespace steward::observe

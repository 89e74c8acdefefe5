#include "platform/observe/rpc_metrics.h"

#include <array>

#include "absl/strings/str_split.h"

namespace steward::observe {
namespace {

// google.rpc.Code has 17 codes; anything else counts as UNKNOWN.
constexpr size_t kCodes = 17;

size_t CodeIndex(absl::StatusCode code) {
  auto index = static_cast<size_t>(code);
  return index < kCodes ? index : static_cast<size_t>(absl::StatusCode::kUnknown);
}

}  // namespace

struct RpcMetrics::Method {
  explicit Method(Labels of)
      : labels(std::move(of)),
        in_flight(GetGauge("steward_rpc_in_flight", "Calls under way.", labels)),
        duration(GetHistogram("steward_rpc_duration_seconds", "Duration of calls.", labels)) {}

  // Counters come into being with the first call that ends with the code, which keeps the number
  // of series small.
  Counter& Ended(size_t code) {
    Counter* counter = ended[code].load(std::memory_order_acquire);
    if (counter != nullptr) return *counter;
    Labels with_code = labels;
    with_code["code"] = absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
    counter = &GetCounter("steward_rpc_requests_total", "Calls that ended.", with_code);
    ended[code].store(counter, std::memory_order_release);
    return *counter;
  }

  const Labels labels;
  Gauge& in_flight;
  Histogram& duration;
  std::array<std::atomic<Counter*>, kCodes> ended{};
};

RpcMetrics::RpcMetrics(absl::string_view side, const std::vector<std::string>& methods) {
  for (const std::string& full_name : methods) {
    std::pair<std::string, std::string> name = absl::StrSplit(full_name, absl::MaxSplits('/', 1));
    methods_.push_back(std::make_unique<Method>(
        Labels{{"side", std::string(side)}, {"service", name.first}, {"method", name.second}}));
    methods_.back()->Ended(0);
  }
}

RpcMetrics::~RpcMetrics() = default;

void RpcMetrics::Begin(size_t method) { methods_[method]->in_flight.Increment(); }

void RpcMetrics::Observe(size_t method, absl::StatusCode code, absl::Duration elapsed) {
  Method& metrics = *methods_[method];
  metrics.in_flight.Decrement();
  metrics.duration.Observe(absl::ToDoubleSeconds(elapsed));
  metrics.Ended(CodeIndex(code)).Increment();
}

}  // namespace steward::observe

#include "gateway/rest/metrics.h"

#include "absl/strings/str_cat.h"

namespace steward::gateway {

HttpMetrics::HttpMetrics()
    : in_flight_(observe::GetGauge("steward_http_in_flight", "HTTP requests under way.")) {}

void HttpMetrics::End(const Method* method, int status, absl::Duration elapsed) {
  in_flight_.Decrement();
  Row& row = rows_[method];
  const std::string name = method == nullptr ? "none" : method->full_name;
  if (row.duration == nullptr)
    row.duration =
        &observe::GetHistogram("steward_http_duration_seconds",
                               "Time from the request to its answer.", {{"method_name", name}});
  observe::Counter*& counter = row.by_status[status];
  if (counter == nullptr)
    counter = &observe::GetCounter("steward_http_requests_total", "HTTP requests answered.",
                                   {{"method_name", name}, {"code", absl::StrCat(status)}});
  counter->Increment();
  row.duration->Observe(absl::ToDoubleSeconds(elapsed));
}

}  // namespace steward::gateway

#include "gateway/entrance/door_metrics.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "platform/status/http_status.h"

namespace steward::gateway {
namespace {

struct Names {
  const char* prefix;
  const char* calls;
};
constexpr Names kNames[] = {{"steward_http_", "HTTP requests"}, {"steward_grpc_", "gRPC calls"}};

}  // namespace

DoorMetrics::DoorMetrics(Door door)
    : door_(door),
      in_flight_(observe::GetGauge(absl::StrCat(kNames[door].prefix, "in_flight"),
                                   absl::StrCat(kNames[door].calls, " under way."))) {}

void DoorMetrics::End(const Method* method, int code, absl::Duration elapsed) {
  in_flight_.Decrement();
  Row& row = rows_[method];
  const Names& names = kNames[door_];
  const std::string name = method == nullptr ? "none" : method->full_name;
  if (row.duration == nullptr)
    row.duration = &observe::GetHistogram(absl::StrCat(names.prefix, "duration_seconds"),
                                          absl::StrCat("Duration of ", names.calls, "."),
                                          {{"method_name", name}});
  observe::Counter*& counter = row.by_code[code];
  if (counter == nullptr) {
    const std::string label =
        door_ == kHttp ? absl::StrCat(code)
                       : std::string(errors::CodeName(static_cast<absl::StatusCode>(code)));
    counter = &observe::GetCounter(absl::StrCat(names.prefix, "requests_total"),
                                   absl::StrCat(names.calls, " answered."),
                                   {{"method_name", name}, {"code", label}});
  }
  counter->Increment();
  row.duration->Observe(absl::ToDoubleSeconds(elapsed));
}

}  // namespace steward::gateway

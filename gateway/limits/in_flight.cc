#include "gateway/limits/in_flight.h"

#include "platform/observe/metrics.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

constexpr absl::Duration kLately = absl::Seconds(1);

void CountShed() {
  static observe::Counter& shed = observe::GetCounter(
      "steward_gateway_shed_total", "Calls refused because too many were under way.");
  shed.Increment();
}

// Made once: when there is too much to do, there are many of them.
const absl::Status& Overloaded() {
  static const absl::Status overloaded =
      errors::Make(absl::StatusCode::kUnavailable, errors::Reason::OVERLOADED,
                   "More calls are under way than the server takes; retry with backoff.",
                   {{"retry_after_seconds", "1"}});
  return overloaded;
}

}  // namespace

bool MayBegin(int64_t own, int64_t all, int64_t tenants, int64_t max) {
  if (all >= 2 * max) return false;
  return all < max / 2 || own * tenants < max;
}

absl::StatusOr<std::unique_ptr<InFlight::Call>> InFlight::Begin(absl::string_view tenant,
                                                                absl::Time now) {
  if (max_ == 0) return nullptr;
  if (now >= next_sweep_) ForgetTheIdle(now);
  std::shared_ptr<Tenant>& entry = tenants_[tenant];
  if (entry == nullptr) entry = std::make_shared<Tenant>();
  // Whoever is refused wants something too: the others' shares must shrink.
  entry->last_wanted = now;
  if (MayBegin(entry->calls, *all_, static_cast<int64_t>(tenants_.size()), max_))
    return std::make_unique<Call>(all_, entry);
  CountShed();
  return Overloaded();
}

absl::StatusOr<std::unique_ptr<InFlight::Call>> InFlightByService::Begin(absl::string_view service,
                                                                         absl::string_view tenant,
                                                                         absl::Time now) {
  return services_.try_emplace(service, max_).first->second.Begin(tenant, now);
}

void InFlight::ForgetTheIdle(absl::Time now) {
  next_sweep_ = now + kLately;
  for (auto it = tenants_.begin(); it != tenants_.end();) {
    const auto here = it++;
    if (here->second->calls == 0 && now - here->second->last_wanted > kLately) tenants_.erase(here);
  }
}

}  // namespace steward::gateway

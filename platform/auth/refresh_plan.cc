#include "platform/auth/refresh_plan.h"

#include <algorithm>

namespace steward::auth {

bool RefreshPlan::AskFor(absl::string_view kid, absl::Time now) {
  if (under_way_ || now < asked_ + times_.unknown_pause) return false;
  const auto forgotten = [&](const auto& entry) {
    return now >= entry.second + times_.unknown_memory;
  };
  unknown_.erase(std::remove_if(unknown_.begin(), unknown_.end(), forgotten), unknown_.end());
  const auto same = [&](const auto& entry) { return entry.first == kid; };
  if (std::any_of(unknown_.begin(), unknown_.end(), same)) return false;
  unknown_.emplace_back(std::string(kid), now);
  asked_ = now;
  due_ = now;
  return true;
}

void RefreshPlan::Begin() { under_way_ = true; }

void RefreshPlan::Succeeded(absl::Time now) {
  under_way_ = false;
  retry_ = absl::ZeroDuration();
  good_ = now;
  due_ = now + times_.fresh;
}

void RefreshPlan::Failed(absl::Time now) {
  under_way_ = false;
  retry_ = std::clamp(2 * retry_, times_.retry_min, times_.retry_max);
  due_ = now + retry_;
}

}  // namespace steward::auth

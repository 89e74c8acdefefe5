#include "tools/stewardctl/replay.h"

#include <algorithm>

namespace steward::ctl {
namespace {

// More than the gateway lets pass before it asks a journal again.
constexpr absl::Duration kSilence = absl::Seconds(10);
// A longer wait may be that of a stopped process or a slow network, and says no more than this.
constexpr absl::Duration kWaitMax = absl::Seconds(5);
constexpr absl::Duration kClockError = absl::Minutes(1);

}  // namespace

bool Replay::IsOver(const event::v1::WatchResponse& message, bool is_first, absl::Duration waited) {
  if (is_first) {
    waited_ = absl::ZeroDuration();
    for (auto& [_, service] : services_) service.heard = waited_;
  } else {
    waited_ += std::min(waited, kWaitMax);
  }
  if (message.has_event()) {
    Service& service = services_[message.event().service()];
    service.heard = waited_;
    if (absl::FromUnixSeconds(message.event().time().seconds()) > start_ + kClockError)
      service.is_past_start = true;
  }
  return waited_ >= kSilence &&
         std::all_of(services_.begin(), services_.end(), [&](const auto& each) {
           return each.second.is_past_start || waited_ - each.second.heard >= kSilence;
         });
}

}  // namespace steward::ctl

#include "gateway/access/failures.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/auth/network.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

constexpr absl::Duration kFirstWait = absl::Seconds(10);
constexpr absl::Duration kLongestWait = absl::Minutes(15);
constexpr absl::Duration kMemory = absl::Minutes(30);
constexpr size_t kNetworkBytes = 8;

std::string KeyOf(absl::string_view address, absl::string_view credential) {
  return absl::StrCat(OriginOf(address), " ", credential);
}

absl::Duration Remaining(const Streak& streak, absl::Time now) {
  return std::max(streak.blocked_until - now, absl::ZeroDuration());
}

}  // namespace

Streak AfterFailure(Streak streak, int64_t per_minute, absl::Time now) {
  if (now < streak.blocked_until) return streak;
  if (now >= streak.minute_start + absl::Minutes(1)) {
    streak.minute_start = now;
    streak.in_minute = 0;
  }
  ++streak.in_minute;
  if (streak.in_minute <= per_minute && streak.wait == absl::ZeroDuration()) return streak;
  streak.wait = std::clamp(streak.wait * 2, kFirstWait, kLongestWait);
  streak.blocked_until = now + streak.wait;
  return streak;
}

std::string OriginOf(absl::string_view address) {
  auto parsed = auth::ParseIpAddress(address);
  if (!parsed) return std::string(address);
  if (absl::string_view(address).find('.') == absl::string_view::npos)
    std::fill(parsed->begin() + kNetworkBytes, parsed->end(), 0);
  return std::string(parsed->begin(), parsed->end());
}

absl::Status TooManyAttempts(absl::Duration wait) {
  const std::string seconds =
      absl::StrCat(absl::ToInt64Seconds(absl::Ceil(wait, absl::Seconds(1))));
  return errors::Make(
      absl::StatusCode::kResourceExhausted, errors::Reason::TOO_MANY_ATTEMPTS,
      absl::StrCat("Too many credentials that are not valid; send one that is in ", seconds, " s."),
      {{"retry_after_seconds", seconds}});
}

bool Failures::Any(absl::Time now) const {
  return absl::ToUnixSeconds(now) <= any_until_.load(std::memory_order_relaxed);
}

absl::Duration Failures::Wait(absl::string_view address, absl::string_view credential,
                              absl::Time now) {
  if (!Any(now)) return absl::ZeroDuration();
  const auto streak = streaks_.Find(KeyOf(address, credential), now);
  return streak ? Remaining(*streak, now) : absl::ZeroDuration();
}

absl::Duration Failures::Note(absl::string_view address, absl::string_view credential,
                              absl::Time now) {
  const std::string key = KeyOf(address, credential);
  std::lock_guard lock(mutex_);
  const Streak streak = AfterFailure(streaks_.Find(key, now).value_or(Streak()), per_minute_, now);
  streaks_.Insert(key, streak, now + kMemory);
  any_until_.store(absl::ToUnixSeconds(now + kMemory), std::memory_order_relaxed);
  return Remaining(streak, now);
}

void Failures::Forget(absl::string_view address, absl::string_view credential, absl::Time now) {
  if (!Any(now)) return;
  const std::string key = KeyOf(address, credential);
  std::lock_guard lock(mutex_);
  if (streaks_.Find(key, now)) streaks_.Insert(key, Streak(), now);
}

}  // namespace steward::gateway

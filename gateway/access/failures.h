#pragma once

// Slows down whoever tries credentials that are not valid: more than a number of them in a minute
// from one address, and each further one doubles the wait, from ten seconds up to fifteen minutes.
// Bounded; forgets what is half an hour old.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/expiring_cache.h"

namespace steward::gateway {

// Failures from one address with one credential.
struct Streak {
  absl::Time minute_start = absl::InfinitePast();
  int64_t in_minute = 0;
  absl::Duration wait;
  absl::Time blocked_until = absl::InfinitePast();
};

// The streak after one more failure. Failures while it is blocked change nothing. A pure function.
Streak AfterFailure(Streak streak, int64_t per_minute, absl::Time now);

// Whose failures count together: an address of IPv4, or the network of 64 bits around one of IPv6,
// within which a client chooses its address.
std::string OriginOf(absl::string_view address);

// TOO_MANY_ATTEMPTS, with "retry_after_seconds".
absl::Status TooManyAttempts(absl::Duration wait);

// Thread-safe.
class Failures {
 public:
  explicit Failures(int64_t per_minute) : per_minute_(per_minute), streaks_(kStreaksMax) {}

  // `credential` is the id of an API key, "token", "link" for what a method without a credential
  // takes instead, who asks for the tenants of others ("acme/users/alice"), or which token or whose
  // tokens do not count any more ("ended …"). Returns how long to wait; zero when not blocked.
  absl::Duration Wait(absl::string_view address, absl::string_view credential, absl::Time now);
  // The same after one more failure.
  absl::Duration Note(absl::string_view address, absl::string_view credential, absl::Time now);
  // A success.
  void Forget(absl::string_view address, absl::string_view credential, absl::Time now);

 private:
  static constexpr size_t kStreaksMax = 16 * 1024;

  bool Any(absl::Time now) const;

  const int64_t per_minute_;
  // Of those that follow: reading and writing a streak is one step.
  std::mutex mutex_;
  auth::ExpiringCache<Streak> streaks_;
  // In seconds since 1970; until then there may be streaks.
  std::atomic<int64_t> any_until_{0};
};

}  // namespace steward::gateway

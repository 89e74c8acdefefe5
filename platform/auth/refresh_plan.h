#pragma once

// When the keys of an issuer are fetched.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::auth {

struct RefreshTimes {
  // From one refresh that worked to the next.
  absl::Duration fresh = absl::Minutes(10);
  // How long keys serve on while no refresh works.
  absl::Duration stale = absl::Hours(24);
  // From a refresh that failed to the next: the wait doubles from the first to the second.
  absl::Duration retry_min = absl::Milliseconds(250);
  absl::Duration retry_max = absl::Seconds(30);
  // Between refreshes for keys that tokens name and nobody knows.
  absl::Duration unknown_pause = absl::Seconds(30);
  // How long one such name makes no other refresh.
  absl::Duration unknown_memory = absl::Seconds(60);
};

// Pure: time is given, on a clock that never goes back. Not thread-safe.
class RefreshPlan {
 public:
  explicit RefreshPlan(RefreshTimes times) : times_(times) {}

  // When the next refresh is due; at once in the beginning.
  absl::Time due() const { return due_; }
  // A token names a key that is not there. True when a refresh is due now because of it; false
  // while one is under way, so that what the issuer published meanwhile can be asked for.
  bool AskFor(absl::string_view kid, absl::Time now);

  void Begin();
  void Succeeded(absl::Time now);
  void Failed(absl::Time now);

  // Whether the keys of the last refresh that worked may still be used.
  bool MayUse(absl::Time now) const { return now < good_ + times_.stale; }

 private:
  const RefreshTimes times_;
  absl::Time due_ = absl::InfinitePast();
  absl::Time good_ = absl::InfinitePast();
  absl::Time asked_ = absl::InfinitePast();
  absl::Duration retry_ = absl::ZeroDuration();
  bool under_way_ = false;
  // Names that made a refresh, and when. Few: there is a pause between them.
  std::vector<std::pair<std::string, absl::Time>> unknown_;
};

}  // namespace steward::auth

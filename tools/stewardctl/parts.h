#pragma once

// What became of the parts of a command that are carried out one by one.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/stewardctl/words.h"

namespace steward::ctl {

// Tells each failure at once, and all of them as one at the end. Used by one thread.
class Parts {
 public:
  explicit Parts(const Words& words) : words_(words) {}

  // `what` is for people: "tickets/INC-1". Returns whether the next part may fare better: not when
  // Steward cannot be reached.
  bool Add(absl::string_view what, const absl::Status& status);

  // OK when nothing failed. Otherwise the exit status that the failures have in common, else 1, of
  // a failure that is told already; says how many of `total` parts were done.
  absl::Status End(size_t total) const;

 private:
  const Words& words_;
  size_t done_ = 0;
  // Of the failures: 0 before the first.
  int exit_status_ = 0;
};

}  // namespace steward::ctl

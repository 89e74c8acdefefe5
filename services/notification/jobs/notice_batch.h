#pragma once

// Makes notifications of many notices, with a few reads for all of them.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "platform/people/catch_up.h"
#include "services/notification/domain/telling.h"
#include "services/notification/store/notice_store.h"
#include "services/notification/store/telling_store.h"

namespace steward::notification {

// Each with its tenant.
using AllTold = std::vector<std::pair<std::string, Told>>;

// What is to be told of the first ones of many notices.
struct Telling {
  AllTold told;
  // How many notices it is about, at least one of several.
  size_t notices = 0;
};

// What is to be told of the notices, of as many as take no more memory than a few messages to all
// members of a large group. When somebody whom a rule names is not known, or a group has
// no members, it catches up with the directory first; while that is down, those who are known
// count. A rule that cannot be judged any more is passed over. Errors: those of reading.
absl::StatusOr<Telling> TellNotices(const TellingStore& store, absl::Span<const Notice> notices,
                                    const Terms& terms, const people::CatchUp& catch_up);

}  // namespace steward::notification

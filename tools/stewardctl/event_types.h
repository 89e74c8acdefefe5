#pragma once

// Which types of events there are, as the comments of the contract name them.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/stewardctl/contract.h"

namespace steward::ctl {

// Sorted, such as "dev.steward.ticket.created.v1".
std::vector<std::string> EventTypes(const Contract& contract);

// OK when each of the types, or patterns of them as of files (fnmatch), is or fits one that there
// is. WRONG_USAGE with those nearest to it otherwise. `flag` is the one that they were given by.
absl::Status CheckEventTypes(const Contract& contract, absl::string_view flag,
                             const std::vector<std::string>& patterns);

}  // namespace steward::ctl

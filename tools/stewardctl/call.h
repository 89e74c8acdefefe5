#pragma once

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// Calls the method of a command, once for each resource that is named, and prints the answers as
// they come. Of a list, all pages are printed, or as many elements as --limit says.
absl::Status RunCall(const Command& command, const Invocation& invocation);

}  // namespace steward::ctl

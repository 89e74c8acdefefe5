#pragma once

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// Calls the method of a command, once for each resource that is named and each object of --file,
// and prints the answers as they come; one goes on where another failed. Of a list, all pages are
// printed, or as many elements as --limit says. Of a batch, requests that failed are failures.
absl::Status RunCall(const Command& command, const Invocation& invocation);

}  // namespace steward::ctl

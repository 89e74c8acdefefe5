#pragma once

#include <vector>

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// `apply` and `diff`.
std::vector<BuiltIn> ApplyCommands();

}  // namespace steward::ctl

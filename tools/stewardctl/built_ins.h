#pragma once

#include <vector>

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// Every command that is more than one method.
std::vector<BuiltIn> BuiltIns(const Catalog& catalog);

}  // namespace steward::ctl

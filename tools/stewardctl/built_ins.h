#pragma once

#include <vector>

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// Every command that is more than one method.
std::vector<BuiltIn> BuiltIns(const Catalog& catalog);

// `version`, and the flag of this name where there is no command.
absl::Status PrintVersion(const Invocation& invocation);

}  // namespace steward::ctl

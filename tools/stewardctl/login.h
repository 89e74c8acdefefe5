#pragma once

#include <vector>

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// `login`, `logout`, `config use-context` and `config get-contexts`. Credentials are read from the
// terminal, from standard input or from a file, and shown by none of them.
std::vector<BuiltIn> LoginCommands();

}  // namespace steward::ctl

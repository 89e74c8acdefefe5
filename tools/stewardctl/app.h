#pragma once

// stewardctl as a whole: from arguments to the status of the process.

#include <string>
#include <vector>

namespace steward::ctl {

// Runs a command line without the program's name, prints what comes of it and returns the status of
// the process (see failure.h).
int RunStewardctl(const std::vector<std::string>& arguments);

}  // namespace steward::ctl

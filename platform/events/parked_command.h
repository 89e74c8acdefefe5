#pragma once

// What operators do about parked events, of all tenants: it concerns the installation, so it is a
// command of the process that parked them and no method of its API.

#include <string>
#include <vector>

namespace steward::events {

// `arguments`, those behind "parked": "list", "retry [TENANT [RESOURCE]]", "skip TENANT EVENT".
// Prints to standard output; returns the exit code, 2 for arguments that are none of these. The
// running processes apply what is to be tried again, within a poll.
int RunParkedCommand(const std::string& database, const std::vector<std::string>& arguments);

}  // namespace steward::events

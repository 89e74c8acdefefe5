#pragma once

// The roles of a service in its database: one serves callers, each in a tenant, and another does
// what is for all tenants. Neither owns anything or passes row-level security. Thread-safe.

#include <string>

#include "absl/status/status.h"

namespace steward::pg {

// From now on, pools that are made with `conninfo` do what is for all tenants over connections of
// their own, made with `jobs_conninfo`. Once for a database, before there is such a pool.
void PartJobs(const std::string& conninfo, const std::string& jobs_conninfo);
// Conninfo of what is for all tenants: as PartJobs has it, or the same.
std::string JobsOf(const std::string& conninfo);

// Keeps the policies that reach over tenants, those that read app.system, for `jobs_role` and the
// owner: whoever else sets it sees no more. Restrictive policies go on to hold for all. Run by the
// owner after Migrate, when no process works over all tenants under another role any more; running
// it again is harmless.
absl::Status KeepForJobs(const std::string& owner_conninfo, const std::string& jobs_role);

// FAILED_PRECONDITION with PERMISSION_DENIED, and a message that says what to change, when a role
// may pass row-level security, by itself or as a member of another, or when what is for all tenants
// is not for the role of `jobs_conninfo`, or is for that of `conninfo`, too. Both may be the same.
absl::Status CheckRoles(const std::string& conninfo, const std::string& jobs_conninfo);

}  // namespace steward::pg

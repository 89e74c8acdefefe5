#pragma once

// That a tenant which has an administrator keeps one (Directory::IsAdministered). Called within a
// decision of the journal. Thread-safe.

#include "absl/status/status.h"
#include "platform/call/call.h"
#include "services/directory/store/directory.h"

namespace steward::directory {

// Whether a user, or an organization, may become `after`. Errors: LAST_ADMINISTRATOR.
absl::Status CheckAdministratorLeft(const Call& call, const Directory& directory,
                                    const v1::User& before, const v1::User& after);
absl::Status CheckAdministratorLeft(const Call& call, const Directory& directory,
                                    const v1::Organization& before, const v1::Organization& after);

}  // namespace steward::directory

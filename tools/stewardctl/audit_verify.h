#pragma once

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// `audit verify`: verifies all pages of the audit trail and prints a line for each service. Fails
// when something is not as it was sealed.
BuiltIn AuditVerifyCommand();

}  // namespace steward::ctl

#pragma once

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// `api`: any request of the REST API, as it is.
BuiltIn RawCommand();

}  // namespace steward::ctl

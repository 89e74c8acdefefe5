#pragma once

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// `listen`: posts events to a local port as webhook deliveries.
BuiltIn ListenCommand();

}  // namespace steward::ctl

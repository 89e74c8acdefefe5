#pragma once

// steward.about.v1.AboutService: what this process is.

#include "gateway/local/local_call.h"

namespace steward::gateway {

// Adds the method of the service.
void AddAboutMethod(LocalMethods* methods);

}  // namespace steward::gateway

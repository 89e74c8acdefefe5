#pragma once

// steward.quota.v1.QuotaService: what is left of the limits of a caller.

#include <functional>

#include "gateway/limits/quotas.h"
#include "gateway/local/local_call.h"

namespace steward::gateway {

// Adds the method of the service. `quotas_of` knows those of a loop by its caller.
void AddQuotaMethod(std::function<Quotas&(rpc::Caller&)> quotas_of, LocalMethods* methods);

}  // namespace steward::gateway

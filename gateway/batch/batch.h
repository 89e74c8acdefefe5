#pragma once

// steward.batch.v1.BatchService: requests of a batch go the way of all REST requests.

#include <functional>

#include "gateway/local/local_call.h"
#include "gateway/rest/handler.h"

namespace steward::gateway {

inline constexpr char kRunBatch[] = "steward.batch.v1.BatchService/RunBatch";

// Adds the method. `handler_of` knows the handler of a loop by its caller.
void AddBatchMethod(std::function<RestHandler&(rpc::Caller&)> handler_of, LocalMethods* methods);

}  // namespace steward::gateway

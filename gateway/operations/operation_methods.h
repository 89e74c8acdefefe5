#pragma once

// steward.operation.v1.OperationService, answered by the services that have operations: an
// operation's name says which one has it, and a list is that of all of them.

#include <string>
#include <vector>

#include "gateway/access/access.h"
#include "gateway/api/api.h"
#include "gateway/local/local_call.h"
#include "gateway/merged/page_token.h"

namespace steward::gateway {

// Names of the services with a public method that returns an operation, sorted.
std::vector<std::string> ServicesWithOperations(const Api& api);

// What the methods work with; all of it outlives them.
struct OperationContext {
  Access& access;
  const MergedPageTokens& tokens;
  const std::vector<std::string>& services;
};

// Adds the methods of the service.
void AddOperationMethods(const OperationContext& context, LocalMethods* methods);

}  // namespace steward::gateway

#pragma once

// Asks the directory who the callers of operations are now, by its PrincipalService.

#include "platform/operations/run.h"
#include "platform/rpc/client.h"

namespace steward::operations {

// `directory` outlives it. Thread-safe. Errors: UNAVAILABLE, DEADLINE_EXCEEDED, those of the
// directory.
ResolveCaller AskDirectory(const rpc::Client* directory);

}  // namespace steward::operations

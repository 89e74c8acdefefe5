#pragma once

// Merges the operations of several services into one page.

#include <map>
#include <string>

#include "gateway/local/sealed_places.h"
#include "steward/operation/v1/operation_service.pb.h"

namespace steward::gateway {

// Service to its next operations, in the order of the list.
using OperationPages = std::map<std::string, operation::v1::ListOperationsResponse>;

struct MergedOperations {
  operation::v1::ListOperationsResponse response;
  // The last operation shown of each service that has more; empty at the end of the list.
  Places next;
};

// At most `size` operations by the time at which they were asked for, those of one service in their
// order. Ends early where a service may have one that belongs next and is not in its page. `shown`
// says after which operation each page begins.
MergedOperations MergeOperations(OperationPages pages, bool oldest_first, int size,
                                 const Places& shown);

}  // namespace steward::gateway

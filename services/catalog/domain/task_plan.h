#pragma once

// What is to be done to fulfil an order of an item. Pure functions, thread-safe.

#include "absl/status/status.h"
#include "platform/status/errors.h"
#include "steward/catalog/v1/catalog_item.pb.h"

namespace steward::catalog {

// Adds what is wrong with the tasks of the item: ids that are there twice, dependencies on what is
// no task or twice on one.
void CheckTasks(const v1::CatalogItem& item, errors::Violations* violations);

// Whether every task can be begun at some time, of tasks that CheckTasks takes. Errors:
// REFERENCE_CYCLE.
absl::Status CheckOrder(const v1::CatalogItem& item);

}  // namespace steward::catalog

#pragma once

// What may happen to an item of the catalog: pure decisions, thread-safe. Whether what it refers to
// exists is asked elsewhere.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/lifecycle/lifecycle.h"
#include "steward/catalog/v1/catalog_item_service.pb.h"

namespace steward::catalog {

using v1::CatalogItem;

// The lifecycle that ships with this release. Lives as long as the process.
const lifecycle::Lifecycle& CatalogItemLifecycle();

// A new item, DRAFT, revision 1. Errors: INVALID_FIELD with all that does not fit together,
// REFERENCE_CYCLE of tasks.
absl::StatusOr<CatalogItem> CreateCatalogItem(const CatalogItem& draft, absl::Time now);

// Applies an update by mask. What of it would be ordered makes a new revision. Errors:
// INVALID_UPDATE_MASK, ILLEGAL_TRANSITION when it is RETIRED, and as of CreateCatalogItem.
absl::StatusOr<CatalogItem> UpdateCatalogItem(const CatalogItem& current,
                                              const v1::UpdateCatalogItemRequest& request,
                                              absl::Time now);

// Carries out an action of the lifecycle. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<CatalogItem> TakeStep(const CatalogItem& current, absl::string_view action,
                                     absl::Time now);

}  // namespace steward::catalog

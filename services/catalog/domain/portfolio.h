#pragma once

// What may happen to services and their offerings: pure decisions, thread-safe. Whether what they
// refer to exists, and who still needs them, is asked elsewhere.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/lifecycle/lifecycle.h"
#include "steward/catalog/v1/catalog_service_service.pb.h"
#include "steward/catalog/v1/service_offering_service.pb.h"

namespace steward::catalog {

using v1::CatalogService;
using v1::ServiceOffering;

// The lifecycles that ship with this release. Live as long as the process.
const lifecycle::Lifecycle& CatalogServiceLifecycle();
const lifecycle::Lifecycle& ServiceOfferingLifecycle();

// A new one, DRAFT. Errors: INVALID_FIELD of an offering.
CatalogService CreateCatalogService(const CatalogService& draft, absl::Time now);
absl::StatusOr<ServiceOffering> CreateServiceOffering(const ServiceOffering& draft, absl::Time now);

// Applies an update by mask. Errors: INVALID_UPDATE_MASK, INVALID_FIELD.
absl::StatusOr<CatalogService> UpdateCatalogService(const CatalogService& current,
                                                    const v1::UpdateCatalogServiceRequest& request,
                                                    absl::Time now);
absl::StatusOr<ServiceOffering> UpdateServiceOffering(
    const ServiceOffering& current, const v1::UpdateServiceOfferingRequest& request,
    absl::Time now);

// Carries out an action of the lifecycle. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<CatalogService> TakeStep(const CatalogService& current, absl::string_view action,
                                        absl::Time now);
absl::StatusOr<ServiceOffering> TakeStep(const ServiceOffering& current, absl::string_view action,
                                         absl::Time now);

}  // namespace steward::catalog

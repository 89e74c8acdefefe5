#include "services/catalog/domain/portfolio.h"

#include "platform/status/errors.h"
#include "services/catalog/domain/record.h"
#include "services/catalog/lifecycles.h"

namespace steward::catalog {
namespace {

void CheckPromise(bool is_set, const google::protobuf::Duration& promise, const std::string& field,
                  errors::Violations* violations) {
  if (is_set && (promise.seconds() < 0 || promise.nanos() < 0))
    violations->Add("service_offering.commitments." + field, "must not be negative");
}

absl::Status CheckOffering(const ServiceOffering& offering) {
  errors::Violations violations;
  if (offering.has_price() != (offering.recurrence() != ServiceOffering::RECURRENCE_UNSPECIFIED))
    violations.Add("service_offering.recurrence", "goes with a price, and a price with it");
  const v1::Commitments& promised = offering.commitments();
  CheckPromise(promised.has_response_duration(), promised.response_duration(), "response_duration",
               &violations);
  CheckPromise(promised.has_recovery_time_objective(), promised.recovery_time_objective(),
               "recovery_time_objective", &violations);
  CheckPromise(promised.has_recovery_point_objective(), promised.recovery_point_objective(),
               "recovery_point_objective", &violations);
  return violations.ToStatus();
}

template <class Resource>
absl::StatusOr<Resource> Take(const lifecycle::Lifecycle& lifecycle, const Resource& current,
                              absl::string_view action, absl::Time now) {
  Resource next = current;
  RETURN_IF_ERROR(lifecycle.Apply(action, &next));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace

const lifecycle::Lifecycle& CatalogServiceLifecycle() {
  static const auto lifecycle =
      lifecycle::Lifecycle::Shipped(lifecycles::kService, CatalogService::State_descriptor());
  return lifecycle;
}

const lifecycle::Lifecycle& ServiceOfferingLifecycle() {
  static const auto lifecycle =
      lifecycle::Lifecycle::Shipped(lifecycles::kOffering, ServiceOffering::State_descriptor());
  return lifecycle;
}

CatalogService CreateCatalogService(const CatalogService& draft, absl::Time now) {
  CatalogService service = Begin(draft, now);
  CatalogServiceLifecycle().Restart(&service);
  return service;
}

absl::StatusOr<ServiceOffering> CreateServiceOffering(const ServiceOffering& draft,
                                                      absl::Time now) {
  RETURN_IF_ERROR(CheckOffering(draft));
  ServiceOffering offering = Begin(draft, now);
  ServiceOfferingLifecycle().Restart(&offering);
  return offering;
}

absl::StatusOr<CatalogService> UpdateCatalogService(const CatalogService& current,
                                                    const v1::UpdateCatalogServiceRequest& request,
                                                    absl::Time now) {
  return Patch(current, request.catalog_service(), request.update_mask(), "catalog_service", now);
}

absl::StatusOr<ServiceOffering> UpdateServiceOffering(
    const ServiceOffering& current, const v1::UpdateServiceOfferingRequest& request,
    absl::Time now) {
  ASSIGN_OR_RETURN(ServiceOffering next, Patch(current, request.service_offering(),
                                               request.update_mask(), "service_offering", now));
  RETURN_IF_ERROR(CheckOffering(next));
  return next;
}

absl::StatusOr<CatalogService> TakeStep(const CatalogService& current, absl::string_view action,
                                        absl::Time now) {
  return Take(CatalogServiceLifecycle(), current, action, now);
}

absl::StatusOr<ServiceOffering> TakeStep(const ServiceOffering& current, absl::string_view action,
                                         absl::Time now) {
  return Take(ServiceOfferingLifecycle(), current, action, now);
}

}  // namespace steward::catalog

#include "services/catalog/rpc/service_offering_handlers.h"

#include "platform/access/held_permissions.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/portfolio.h"
#include "services/catalog/domain/record.h"
#include "services/catalog/rpc/references.h"

namespace steward::catalog {
namespace {

constexpr char kNoun[] = "offering";

}  // namespace

absl::StatusOr<ServiceOffering> ServiceOfferingHandlers::CreateServiceOffering(
    const Call& call, const v1::CreateServiceOfferingRequest& request) {
  return catalog_->offerings.Create(
      call, request, request.service_offering_id(), EventType(kNoun, "created"),
      [&]() -> absl::StatusOr<ServiceOffering> {
        ASSIGN_OR_RETURN(ServiceOffering offering,
                         catalog::CreateServiceOffering(request.service_offering(), call.now()));
        RETURN_IF_ERROR(CheckService(call, *catalog_, offering));
        return offering;
      });
}

absl::StatusOr<ServiceOffering> ServiceOfferingHandlers::GetServiceOffering(
    const Call& call, const v1::GetServiceOfferingRequest& request) {
  return catalog_->offerings.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListServiceOfferingsResponse>>
ServiceOfferingHandlers::ListServiceOfferings(const Call& call,
                                              const v1::ListServiceOfferingsRequest& request) {
  return catalog_->offerings.List<v1::ListServiceOfferingsResponse>(call, request);
}

absl::StatusOr<ServiceOffering> ServiceOfferingHandlers::UpdateServiceOffering(
    const Call& call, const v1::UpdateServiceOfferingRequest& request) {
  const ServiceOffering& patch = request.service_offering();
  return catalog_->offerings.Change(
      call, request, patch.name(), patch.etag(), EventType(kNoun, "updated"),
      [&](const ServiceOffering& current) {
        return catalog::UpdateServiceOffering(current, request, call.now());
      });
}

absl::StatusOr<ServiceOffering> ServiceOfferingHandlers::PublishServiceOffering(
    const Call& call, const v1::PublishServiceOfferingRequest& request) {
  return catalog_->offerings.Change(
      call, request, request.name(), request.etag(), EventType(kNoun, "published"),
      [&](const ServiceOffering& current) -> absl::StatusOr<ServiceOffering> {
        ASSIGN_OR_RETURN(ServiceOffering next, TakeStep(current, "publish", call.now()));
        RETURN_IF_ERROR(CheckService(call, *catalog_, next));
        return next;
      });
}

absl::StatusOr<ServiceOffering> ServiceOfferingHandlers::RetireServiceOffering(
    const Call& call, const v1::RetireServiceOfferingRequest& request) {
  return catalog_->offerings.Change(
      call, request, request.name(), request.etag(), EventType(kNoun, "retired"),
      [&](const ServiceOffering& current) -> absl::StatusOr<ServiceOffering> {
        ASSIGN_OR_RETURN(ServiceOffering next, TakeStep(current, "retire", call.now()));
        ASSIGN_OR_RETURN(const auto users, catalog_->PublishedItems(call, current.name()));
        RETURN_IF_ERROR(CheckUnused(users));
        return next;
      });
}

absl::StatusOr<v1::TestServiceOfferingPermissionsResponse>
ServiceOfferingHandlers::TestServiceOfferingPermissions(
    const Call& call, const v1::TestServiceOfferingPermissionsRequest& request) {
  ASSIGN_OR_RETURN(const ServiceOffering found, catalog_->offerings.Get(call, request.name()));
  return access::TestPermissions<v1::TestServiceOfferingPermissionsResponse>(call, request, found);
}

void ServiceOfferingHandlers::Register(rpc::Service* service) {
  service->Handle("CreateServiceOffering", this, &ServiceOfferingHandlers::CreateServiceOffering)
      .Handle("GetServiceOffering", this, &ServiceOfferingHandlers::GetServiceOffering)
      .Handle("ListServiceOfferings", this, &ServiceOfferingHandlers::ListServiceOfferings)
      .Handle("UpdateServiceOffering", this, &ServiceOfferingHandlers::UpdateServiceOffering)
      .Handle("PublishServiceOffering", this, &ServiceOfferingHandlers::PublishServiceOffering)
      .Handle("RetireServiceOffering", this, &ServiceOfferingHandlers::RetireServiceOffering)
      .Handle("TestServiceOfferingPermissions", this,
              &ServiceOfferingHandlers::TestServiceOfferingPermissions);
}

}  // namespace steward::catalog

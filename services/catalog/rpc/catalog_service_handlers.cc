#include "services/catalog/rpc/catalog_service_handlers.h"

#include "platform/access/held_permissions.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/portfolio.h"
#include "services/catalog/domain/record.h"
#include "services/catalog/rpc/references.h"

namespace steward::catalog {
namespace {

constexpr char kNoun[] = "service";
constexpr char kPath[] = "catalog_service";

}  // namespace

absl::StatusOr<CatalogService> CatalogServiceHandlers::CreateCatalogService(
    const Call& call, const v1::CreateCatalogServiceRequest& request) {
  return catalog_->services.Create(
      call, request, request.catalog_service_id(), EventType(kNoun, "created"),
      [&]() -> absl::StatusOr<CatalogService> {
        CatalogService service =
            catalog::CreateCatalogService(request.catalog_service(), call.now());
        RETURN_IF_ERROR(CheckKeepers<CatalogService>(call, *people_, kPath, nullptr, service));
        return service;
      });
}

absl::StatusOr<CatalogService> CatalogServiceHandlers::GetCatalogService(
    const Call& call, const v1::GetCatalogServiceRequest& request) {
  return catalog_->services.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListCatalogServicesResponse>>
CatalogServiceHandlers::ListCatalogServices(const Call& call,
                                            const v1::ListCatalogServicesRequest& request) {
  return catalog_->services.List<v1::ListCatalogServicesResponse>(call, request);
}

absl::StatusOr<CatalogService> CatalogServiceHandlers::UpdateCatalogService(
    const Call& call, const v1::UpdateCatalogServiceRequest& request) {
  const CatalogService& patch = request.catalog_service();
  return catalog_->services.Change(
      call, request, patch.name(), patch.etag(), EventType(kNoun, "updated"),
      [&](const CatalogService& current) -> absl::StatusOr<CatalogService> {
        ASSIGN_OR_RETURN(CatalogService next,
                         catalog::UpdateCatalogService(current, request, call.now()));
        RETURN_IF_ERROR(CheckKeepers(call, *people_, kPath, &current, next));
        return next;
      });
}

absl::StatusOr<CatalogService> CatalogServiceHandlers::PublishCatalogService(
    const Call& call, const v1::PublishCatalogServiceRequest& request) {
  return catalog_->services.Change(
      call, request, request.name(), request.etag(), EventType(kNoun, "published"),
      [&](const CatalogService& current) { return TakeStep(current, "publish", call.now()); });
}

absl::StatusOr<CatalogService> CatalogServiceHandlers::RetireCatalogService(
    const Call& call, const v1::RetireCatalogServiceRequest& request) {
  return catalog_->services.Change(
      call, request, request.name(), request.etag(), EventType(kNoun, "retired"),
      [&](const CatalogService& current) -> absl::StatusOr<CatalogService> {
        ASSIGN_OR_RETURN(CatalogService next, TakeStep(current, "retire", call.now()));
        ASSIGN_OR_RETURN(const auto users, catalog_->PublishedOfferings(call, current.name()));
        RETURN_IF_ERROR(CheckUnused(users));
        return next;
      });
}

absl::StatusOr<v1::TestCatalogServicePermissionsResponse>
CatalogServiceHandlers::TestCatalogServicePermissions(
    const Call& call, const v1::TestCatalogServicePermissionsRequest& request) {
  ASSIGN_OR_RETURN(const CatalogService found, catalog_->services.Get(call, request.name()));
  return access::TestPermissions<v1::TestCatalogServicePermissionsResponse>(call, request, found);
}

void CatalogServiceHandlers::Register(rpc::Service* service) {
  service->Handle("CreateCatalogService", this, &CatalogServiceHandlers::CreateCatalogService)
      .Handle("GetCatalogService", this, &CatalogServiceHandlers::GetCatalogService)
      .Handle("ListCatalogServices", this, &CatalogServiceHandlers::ListCatalogServices)
      .Handle("UpdateCatalogService", this, &CatalogServiceHandlers::UpdateCatalogService)
      .Handle("PublishCatalogService", this, &CatalogServiceHandlers::PublishCatalogService)
      .Handle("RetireCatalogService", this, &CatalogServiceHandlers::RetireCatalogService)
      .Handle("TestCatalogServicePermissions", this,
              &CatalogServiceHandlers::TestCatalogServicePermissions);
}

}  // namespace steward::catalog

#pragma once

// steward.catalog.v1.CatalogServiceService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/people/people.h"
#include "platform/rpc/service.h"
#include "services/catalog/store/catalog.h"
#include "steward/catalog/v1/catalog_service_service.pb.h"

namespace steward::catalog {

class CatalogServiceHandlers {
 public:
  CatalogServiceHandlers(const Catalog* catalog, const people::People* people)
      : catalog_(catalog), people_(people) {}

  absl::StatusOr<v1::CatalogService> CreateCatalogService(const Call&,
                                                          const v1::CreateCatalogServiceRequest&);
  absl::StatusOr<v1::CatalogService> GetCatalogService(const Call&,
                                                       const v1::GetCatalogServiceRequest&);
  absl::StatusOr<Encoded<v1::ListCatalogServicesResponse>> ListCatalogServices(
      const Call&, const v1::ListCatalogServicesRequest&);
  absl::StatusOr<v1::CatalogService> UpdateCatalogService(const Call&,
                                                          const v1::UpdateCatalogServiceRequest&);
  absl::StatusOr<v1::CatalogService> PublishCatalogService(const Call&,
                                                           const v1::PublishCatalogServiceRequest&);
  absl::StatusOr<v1::CatalogService> RetireCatalogService(const Call&,
                                                          const v1::RetireCatalogServiceRequest&);
  absl::StatusOr<v1::TestCatalogServicePermissionsResponse> TestCatalogServicePermissions(
      const Call&, const v1::TestCatalogServicePermissionsRequest&);

  void Register(rpc::Service* service);

 private:
  const Catalog* catalog_;
  const people::People* people_;
};

}  // namespace steward::catalog

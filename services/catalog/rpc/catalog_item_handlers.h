#pragma once

// steward.catalog.v1.CatalogItemService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/people/people.h"
#include "platform/rpc/service.h"
#include "services/catalog/store/catalog.h"
#include "steward/catalog/v1/catalog_item_service.pb.h"

namespace steward::catalog {

class CatalogItemHandlers {
 public:
  CatalogItemHandlers(const Catalog* catalog, const people::People* people)
      : catalog_(catalog), people_(people) {}

  absl::StatusOr<v1::CatalogItem> CreateCatalogItem(const Call&,
                                                    const v1::CreateCatalogItemRequest&);
  absl::StatusOr<v1::CatalogItem> GetCatalogItem(const Call&, const v1::GetCatalogItemRequest&);
  absl::StatusOr<Encoded<v1::ListCatalogItemsResponse>> ListCatalogItems(
      const Call&, const v1::ListCatalogItemsRequest&);
  absl::StatusOr<v1::CatalogItem> UpdateCatalogItem(const Call&,
                                                    const v1::UpdateCatalogItemRequest&);
  absl::StatusOr<v1::CatalogItem> PublishCatalogItem(const Call&,
                                                     const v1::PublishCatalogItemRequest&);
  absl::StatusOr<v1::CatalogItem> RetireCatalogItem(const Call&,
                                                    const v1::RetireCatalogItemRequest&);
  absl::StatusOr<v1::EvaluateCatalogItemResponse> EvaluateCatalogItem(
      const Call&, const v1::EvaluateCatalogItemRequest&);
  absl::StatusOr<v1::TestCatalogItemPermissionsResponse> TestCatalogItemPermissions(
      const Call&, const v1::TestCatalogItemPermissionsRequest&);

  void Register(rpc::Service* service);

 private:
  const Catalog* catalog_;
  const people::People* people_;
};

}  // namespace steward::catalog

#include "services/catalog/rpc/catalog_item_handlers.h"

#include "platform/access/held_permissions.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/catalog_item.h"
#include "services/catalog/domain/record.h"
#include "services/catalog/rpc/answer_references.h"
#include "services/catalog/rpc/references.h"

namespace steward::catalog {
namespace {

constexpr char kNoun[] = "item";

}  // namespace

absl::StatusOr<CatalogItem> CatalogItemHandlers::CreateCatalogItem(
    const Call& call, const v1::CreateCatalogItemRequest& request) {
  return catalog_->items.Create(
      call, request, request.catalog_item_id(), EventType(kNoun, "created"),
      [&]() -> absl::StatusOr<CatalogItem> {
        ASSIGN_OR_RETURN(CatalogItem item,
                         catalog::CreateCatalogItem(request.catalog_item(), call.now()));
        RETURN_IF_ERROR(CheckOffering(call, *catalog_, item));
        RETURN_IF_ERROR(CheckPeople(call, *people_, nullptr, item));
        return item;
      });
}

absl::StatusOr<CatalogItem> CatalogItemHandlers::GetCatalogItem(
    const Call& call, const v1::GetCatalogItemRequest& request) {
  return catalog_->items.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListCatalogItemsResponse>> CatalogItemHandlers::ListCatalogItems(
    const Call& call, const v1::ListCatalogItemsRequest& request) {
  return catalog_->items.List<v1::ListCatalogItemsResponse>(call, request);
}

absl::StatusOr<CatalogItem> CatalogItemHandlers::UpdateCatalogItem(
    const Call& call, const v1::UpdateCatalogItemRequest& request) {
  const CatalogItem& patch = request.catalog_item();
  return catalog_->items.Change(
      call, request, patch.name(), patch.etag(), EventType(kNoun, "updated"),
      [&](const CatalogItem& current) -> absl::StatusOr<CatalogItem> {
        ASSIGN_OR_RETURN(CatalogItem next,
                         catalog::UpdateCatalogItem(current, request, call.now()));
        if (next.offering() != current.offering())
          RETURN_IF_ERROR(CheckOffering(call, *catalog_, next));
        RETURN_IF_ERROR(CheckPeople(call, *people_, &current, next));
        return next;
      });
}

absl::StatusOr<CatalogItem> CatalogItemHandlers::PublishCatalogItem(
    const Call& call, const v1::PublishCatalogItemRequest& request) {
  return catalog_->items.Change(
      call, request, request.name(), request.etag(), EventType(kNoun, "published"),
      [&](const CatalogItem& current) -> absl::StatusOr<CatalogItem> {
        ASSIGN_OR_RETURN(CatalogItem next, TakeStep(current, "publish", call.now()));
        RETURN_IF_ERROR(CheckOffering(call, *catalog_, next));
        RETURN_IF_ERROR(CheckPeople(call, *people_, nullptr, next));
        return next;
      });
}

absl::StatusOr<CatalogItem> CatalogItemHandlers::RetireCatalogItem(
    const Call& call, const v1::RetireCatalogItemRequest& request) {
  return catalog_->items.Change(
      call, request, request.name(), request.etag(), EventType(kNoun, "retired"),
      [&](const CatalogItem& current) { return TakeStep(current, "retire", call.now()); });
}

absl::StatusOr<v1::EvaluateCatalogItemResponse> CatalogItemHandlers::EvaluateCatalogItem(
    const Call& call, const v1::EvaluateCatalogItemRequest& request) {
  ASSIGN_OR_RETURN(const CatalogItem item, catalog_->items.Get(call, request.name()));
  return EvaluateWithReferences(call, *catalog_, *people_, item, request.answers());
}

absl::StatusOr<v1::TestCatalogItemPermissionsResponse>
CatalogItemHandlers::TestCatalogItemPermissions(
    const Call& call, const v1::TestCatalogItemPermissionsRequest& request) {
  ASSIGN_OR_RETURN(const CatalogItem found, catalog_->items.Get(call, request.name()));
  return access::TestPermissions<v1::TestCatalogItemPermissionsResponse>(call, request, found);
}

void CatalogItemHandlers::Register(rpc::Service* service) {
  service->Handle("CreateCatalogItem", this, &CatalogItemHandlers::CreateCatalogItem)
      .Handle("GetCatalogItem", this, &CatalogItemHandlers::GetCatalogItem)
      .Handle("ListCatalogItems", this, &CatalogItemHandlers::ListCatalogItems)
      .Handle("UpdateCatalogItem", this, &CatalogItemHandlers::UpdateCatalogItem)
      .Handle("PublishCatalogItem", this, &CatalogItemHandlers::PublishCatalogItem)
      .Handle("RetireCatalogItem", this, &CatalogItemHandlers::RetireCatalogItem)
      .Handle("EvaluateCatalogItem", this, &CatalogItemHandlers::EvaluateCatalogItem)
      .Handle("TestCatalogItemPermissions", this, &CatalogItemHandlers::TestCatalogItemPermissions);
}

}  // namespace steward::catalog

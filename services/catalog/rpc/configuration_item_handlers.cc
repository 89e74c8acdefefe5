#include "services/catalog/rpc/configuration_item_handlers.h"

#include "platform/access/held_permissions.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/configuration_item.h"
#include "services/catalog/domain/record.h"
#include "services/catalog/rpc/references.h"

namespace steward::catalog {
namespace {

constexpr char kNoun[] = "configuration_item";

}  // namespace

absl::StatusOr<ConfigurationItem> ConfigurationItemHandlers::CreateConfigurationItem(
    const Call& call, const v1::CreateConfigurationItemRequest& request) {
  return catalog_->configuration_items.Create(
      call, request, request.configuration_item_id(), EventType(kNoun, "created"),
      [&]() -> absl::StatusOr<ConfigurationItem> {
        ASSIGN_OR_RETURN(
            ConfigurationItem item,
            catalog::CreateConfigurationItem(
                request.configuration_item(),
                resource::FormatName("configurationItems", request.configuration_item_id()),
                call.now()));
        RETURN_IF_ERROR(CheckKeepers<ConfigurationItem>(call, *people_, kNoun, nullptr, item));
        RETURN_IF_ERROR(CheckRelated(call, *catalog_, nullptr, item));
        return item;
      });
}

absl::StatusOr<ConfigurationItem> ConfigurationItemHandlers::GetConfigurationItem(
    const Call& call, const v1::GetConfigurationItemRequest& request) {
  return catalog_->configuration_items.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListConfigurationItemsResponse>>
ConfigurationItemHandlers::ListConfigurationItems(
    const Call& call, const v1::ListConfigurationItemsRequest& request) {
  return catalog_->configuration_items.List<v1::ListConfigurationItemsResponse>(call, request);
}

absl::StatusOr<ConfigurationItem> ConfigurationItemHandlers::UpdateConfigurationItem(
    const Call& call, const v1::UpdateConfigurationItemRequest& request) {
  const ConfigurationItem& patch = request.configuration_item();
  return catalog_->configuration_items.Change(
      call, request, patch.name(), patch.etag(), EventType(kNoun, "updated"),
      [&](const ConfigurationItem& current) -> absl::StatusOr<ConfigurationItem> {
        ASSIGN_OR_RETURN(ConfigurationItem next,
                         catalog::UpdateConfigurationItem(current, request, call.now()));
        RETURN_IF_ERROR(CheckKeepers(call, *people_, kNoun, &current, next));
        RETURN_IF_ERROR(CheckRelated(call, *catalog_, &current, next));
        return next;
      });
}

absl::StatusOr<ConfigurationItem> ConfigurationItemHandlers::RetireConfigurationItem(
    const Call& call, const v1::RetireConfigurationItemRequest& request) {
  return catalog_->configuration_items.Change(
      call, request, request.name(), request.etag(), EventType(kNoun, "retired"),
      [&](const ConfigurationItem& current) { return Retire(current, call.now()); });
}

absl::StatusOr<ConfigurationItem> ConfigurationItemHandlers::RestoreConfigurationItem(
    const Call& call, const v1::RestoreConfigurationItemRequest& request) {
  return catalog_->configuration_items.Change(
      call, request, request.name(), request.etag(), EventType(kNoun, "restored"),
      [&](const ConfigurationItem& current) { return Restore(current, call.now()); });
}

absl::StatusOr<v1::TestConfigurationItemPermissionsResponse>
ConfigurationItemHandlers::TestConfigurationItemPermissions(
    const Call& call, const v1::TestConfigurationItemPermissionsRequest& request) {
  ASSIGN_OR_RETURN(const ConfigurationItem item,
                   catalog_->configuration_items.Get(call, request.name()));
  return access::TestPermissions<v1::TestConfigurationItemPermissionsResponse>(call, request, item);
}

void ConfigurationItemHandlers::Register(rpc::Service* service) {
  using Handlers = ConfigurationItemHandlers;
  service->Handle("CreateConfigurationItem", this, &Handlers::CreateConfigurationItem)
      .Handle("GetConfigurationItem", this, &Handlers::GetConfigurationItem)
      .Handle("ListConfigurationItems", this, &Handlers::ListConfigurationItems)
      .Handle("UpdateConfigurationItem", this, &Handlers::UpdateConfigurationItem)
      .Handle("RetireConfigurationItem", this, &Handlers::RetireConfigurationItem)
      .Handle("RestoreConfigurationItem", this, &Handlers::RestoreConfigurationItem)
      .Handle("TestConfigurationItemPermissions", this,
              &Handlers::TestConfigurationItemPermissions);
}

}  // namespace steward::catalog

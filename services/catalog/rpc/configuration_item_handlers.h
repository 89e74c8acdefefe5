#pragma once

// steward.catalog.v1.ConfigurationItemService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/people/people.h"
#include "platform/rpc/service.h"
#include "services/catalog/store/catalog.h"
#include "steward/catalog/v1/configuration_item_service.pb.h"

namespace steward::catalog {

class ConfigurationItemHandlers {
 public:
  ConfigurationItemHandlers(const Catalog* catalog, const people::People* people)
      : catalog_(catalog), people_(people) {}

  absl::StatusOr<v1::ConfigurationItem> CreateConfigurationItem(
      const Call&, const v1::CreateConfigurationItemRequest&);
  absl::StatusOr<v1::ConfigurationItem> GetConfigurationItem(
      const Call&, const v1::GetConfigurationItemRequest&);
  absl::StatusOr<Encoded<v1::ListConfigurationItemsResponse>> ListConfigurationItems(
      const Call&, const v1::ListConfigurationItemsRequest&);
  absl::StatusOr<v1::ConfigurationItem> UpdateConfigurationItem(
      const Call&, const v1::UpdateConfigurationItemRequest&);
  absl::StatusOr<v1::ConfigurationItem> RetireConfigurationItem(
      const Call&, const v1::RetireConfigurationItemRequest&);
  absl::StatusOr<v1::ConfigurationItem> RestoreConfigurationItem(
      const Call&, const v1::RestoreConfigurationItemRequest&);
  absl::StatusOr<v1::TestConfigurationItemPermissionsResponse> TestConfigurationItemPermissions(
      const Call&, const v1::TestConfigurationItemPermissionsRequest&);

  void Register(rpc::Service* service);

 private:
  const Catalog* catalog_;
  const people::People* people_;
};

}  // namespace steward::catalog

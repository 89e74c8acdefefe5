#pragma once

// steward.catalog.v1.ServiceOfferingService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/catalog/store/catalog.h"
#include "steward/catalog/v1/service_offering_service.pb.h"

namespace steward::catalog {

class ServiceOfferingHandlers {
 public:
  explicit ServiceOfferingHandlers(const Catalog* catalog) : catalog_(catalog) {}

  absl::StatusOr<v1::ServiceOffering> CreateServiceOffering(
      const Call&, const v1::CreateServiceOfferingRequest&);
  absl::StatusOr<v1::ServiceOffering> GetServiceOffering(const Call&,
                                                         const v1::GetServiceOfferingRequest&);
  absl::StatusOr<Encoded<v1::ListServiceOfferingsResponse>> ListServiceOfferings(
      const Call&, const v1::ListServiceOfferingsRequest&);
  absl::StatusOr<v1::ServiceOffering> UpdateServiceOffering(
      const Call&, const v1::UpdateServiceOfferingRequest&);
  absl::StatusOr<v1::ServiceOffering> PublishServiceOffering(
      const Call&, const v1::PublishServiceOfferingRequest&);
  absl::StatusOr<v1::ServiceOffering> RetireServiceOffering(
      const Call&, const v1::RetireServiceOfferingRequest&);
  absl::StatusOr<v1::TestServiceOfferingPermissionsResponse> TestServiceOfferingPermissions(
      const Call&, const v1::TestServiceOfferingPermissionsRequest&);

  void Register(rpc::Service* service);

 private:
  const Catalog* catalog_;
};

}  // namespace steward::catalog

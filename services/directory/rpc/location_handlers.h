#pragma once

// steward.directory.v1.LocationService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/location_service.pb.h"

namespace steward::directory {

class LocationHandlers {
 public:
  explicit LocationHandlers(const Directory* directory) : directory_(directory) {}

  absl::StatusOr<v1::Location> CreateLocation(const Call&, const v1::CreateLocationRequest&);
  absl::StatusOr<v1::Location> GetLocation(const Call&, const v1::GetLocationRequest&);
  absl::StatusOr<Encoded<v1::ListLocationsResponse>> ListLocations(const Call&,
                                                                   const v1::ListLocationsRequest&);
  absl::StatusOr<v1::Location> UpdateLocation(const Call&, const v1::UpdateLocationRequest&);
  absl::StatusOr<v1::Location> DisableLocation(const Call&, const v1::DisableLocationRequest&);
  absl::StatusOr<v1::Location> EnableLocation(const Call&, const v1::EnableLocationRequest&);

  void Register(rpc::Service* service);

 private:
  const Directory* directory_;
};

}  // namespace steward::directory

#include "services/directory/rpc/location_handlers.h"

#include "platform/status/macros.h"
#include "services/directory/domain/hierarchy.h"
#include "services/directory/domain/location.h"
#include "services/directory/domain/record.h"
#include "services/directory/rpc/references.h"

namespace steward::directory {

absl::StatusOr<Location> LocationHandlers::CreateLocation(
    const Call& call, const v1::CreateLocationRequest& request) {
  return directory_->locations.Create(
      call, request, request.location_id(), EventType("location", "created"),
      [&]() -> absl::StatusOr<Location> {
        ASSIGN_OR_RETURN(Location location,
                         directory::CreateLocation(request.location(), call.now()));
        RETURN_IF_ERROR(CheckReferences(call, *directory_, "location", nullptr, location));
        return location;
      });
}

absl::StatusOr<Location> LocationHandlers::GetLocation(const Call& call,
                                                       const v1::GetLocationRequest& request) {
  return directory_->locations.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListLocationsResponse>> LocationHandlers::ListLocations(
    const Call& call, const v1::ListLocationsRequest& request) {
  return directory_->locations.List<v1::ListLocationsResponse>(call, request);
}

absl::StatusOr<Location> LocationHandlers::UpdateLocation(
    const Call& call, const v1::UpdateLocationRequest& request) {
  const Location& patch = request.location();
  return directory_->locations.Change(
      call, request, patch.name(), patch.etag(), EventType("location", "updated"),
      [&](const Location& current) -> absl::StatusOr<Location> {
        ASSIGN_OR_RETURN(Location next, directory::UpdateLocation(current, request, call.now()));
        RETURN_IF_ERROR(CheckReferences(call, *directory_, "location", &current, next));
        ASSIGN_OR_RETURN(const auto above, directory_->LocationsFrom(call, next.parent()));
        RETURN_IF_ERROR(CheckNoCycle(next.name(), above, "location.parent"));
        return next;
      });
}

absl::StatusOr<Location> LocationHandlers::DisableLocation(
    const Call& call, const v1::DisableLocationRequest& request) {
  return directory_->locations.Change(
      call, request, request.name(), request.etag(), EventType("location", "disabled"),
      [&](const Location& current) { return Disable(current, call.now()); });
}

absl::StatusOr<Location> LocationHandlers::EnableLocation(
    const Call& call, const v1::EnableLocationRequest& request) {
  return directory_->locations.Change(
      call, request, request.name(), request.etag(), EventType("location", "enabled"),
      [&](const Location& current) { return Enable(current, call.now()); });
}

void LocationHandlers::Register(rpc::Service* service) {
  service->Handle("CreateLocation", this, &LocationHandlers::CreateLocation)
      .Handle("GetLocation", this, &LocationHandlers::GetLocation)
      .Handle("ListLocations", this, &LocationHandlers::ListLocations)
      .Handle("UpdateLocation", this, &LocationHandlers::UpdateLocation)
      .Handle("DisableLocation", this, &LocationHandlers::DisableLocation)
      .Handle("EnableLocation", this, &LocationHandlers::EnableLocation);
}

}  // namespace steward::directory

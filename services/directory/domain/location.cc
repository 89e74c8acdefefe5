#include "services/directory/domain/location.h"

#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/time_zone.h"

namespace steward::directory {

absl::StatusOr<Location> CreateLocation(const Location& draft, absl::Time now) {
  RETURN_IF_ERROR(CheckTimeZone("location.time_zone", draft.time_zone()));
  return BeginActive(draft, now);
}

absl::StatusOr<Location> UpdateLocation(const Location& current,
                                        const v1::UpdateLocationRequest& request, absl::Time now) {
  ASSIGN_OR_RETURN(Location next,
                   Patch(current, request.location(), request.update_mask(), "location", now));
  RETURN_IF_ERROR(CheckTimeZone("location.time_zone", next.time_zone()));
  return next;
}

}  // namespace steward::directory

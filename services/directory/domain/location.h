#pragma once

// What may happen to a location: pure decisions, thread-safe. Whether its parent exists, and where
// that lies, is asked elsewhere.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/directory/v1/location_service.pb.h"

namespace steward::directory {

using v1::Location;

// A new location, ACTIVE. Errors: INVALID_FIELD of the time zone.
absl::StatusOr<Location> CreateLocation(const Location& draft, absl::Time now);

// Applies an update by mask. Errors: INVALID_UPDATE_MASK, INVALID_FIELD.
absl::StatusOr<Location> UpdateLocation(const Location& current,
                                        const v1::UpdateLocationRequest& request, absl::Time now);

}  // namespace steward::directory

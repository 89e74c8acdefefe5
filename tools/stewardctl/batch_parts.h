#pragma once

// The requests of a batch, each of which succeeds or fails by itself.

#include "absl/status/status.h"
#include "steward/batch/v1/batch_service.pb.h"

namespace steward::ctl {

// What an answer says: OK below 400, otherwise the reason and the text of its problem.
absl::Status StatusOf(const batch::v1::BatchResponse& response);

// Whether the request was carried out: not when one before it failed (424).
bool WasCarriedOut(const batch::v1::BatchResponse& response);

}  // namespace steward::ctl

#pragma once

// How what an approval is about learns of it, without that approvals know what it is.

#include <functional>

#include "absl/status/status.h"
#include "platform/call/call.h"
#include "platform/journal/change.h"
#include "services/change_approval/domain/approval.h"

namespace steward::approval {

// Adds to the change of an approval what it means for its subject: `after` is the approval as it
// will stand, with its name. Thread-safe. What it adds happens with the approval or not at all.
using FollowSubject =
    std::function<absl::Status(const Call& call, const Approval& after, journal::Change* change)>;

}  // namespace steward::approval

#pragma once

// What an event of another service does to this service's database.

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "platform/pg/connection.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::events {

// Turns an event into the statements of its effects. Pure; may be called again for the same event.
// An error is treated like a failing statement: tried again, then the event is parked.
using Effect =
    std::function<absl::Status(const event::v1::StoredEvent&, std::vector<pg::Statement>*)>;

}  // namespace steward::events

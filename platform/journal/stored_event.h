#pragma once

// Between events and the rows of the journal.

#include <string>

#include "absl/status/statusor.h"
#include "platform/pg/result.h"
#include "steward/event/v1/event.pb.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::journal {

// Gives an event and its snapshot the name of the resource, which was not known when the snapshot
// was written. Every resource has its name as field 1.
void SetResourceName(const std::string& name, event::v1::Event* event);

// Reads a row of the list_*_events queries, the event's origin included. `service` becomes the
// event's service. INTERNAL when the event cannot be read.
absl::Status ReadAuditEvent(const pg::Result& result, int row, const std::string& service,
                            event::v1::Event* event);

// The same without the origin. False when the row is only a mark of how far the scan went.
absl::StatusOr<bool> ReadEvent(const pg::Result& result, int row, const std::string& service,
                               event::v1::StoredEvent* out);

}  // namespace steward::journal

#pragma once

#include "platform/json/schema.h"
#include "services/notification/delivery/cloud_event.h"

namespace steward::notification {

// Prints resources of the types that `schema` knows, which must outlive the printer. Errors:
// INTERNAL for other types and for resources that are broken. Thread-safe.
ResourcePrinter PrintBySchema(json::Schema& schema);

}  // namespace steward::notification

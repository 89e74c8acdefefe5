#pragma once

#include "platform/json/schema.h"
#include "platform/webhook/cloud_event.h"

namespace steward::webhook {

// Prints resources of the types that `schema` knows, which must outlive the printer. Errors:
// INTERNAL for other types and for resources that are broken. Thread-safe.
ResourcePrinter PrintBySchema(json::Schema& schema);

}  // namespace steward::webhook

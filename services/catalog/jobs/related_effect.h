#pragma once

// What the events of approvals and tickets mean for the requests that they were asked for.

#include "platform/events/effect.h"

namespace steward::catalog {

// Notes what became of the record and rings its request (platform/reconcile). Other records, those
// that somebody else made for a request among them, are of no interest. INTERNAL for one that
// cannot be read.
absl::Status RelatedEffect(const event::v1::StoredEvent& stored,
                           std::vector<pg::Statement>* statements);

}  // namespace steward::catalog

#pragma once

// What an event of the directory means here: whom there is to tell, in which groups, and how they
// are reached.

#include "platform/events/effect.h"

namespace steward::notification {

// Name of the consumer of the directory's events; its positions are kept under it.
inline constexpr char kContactConsumer[] = "contacts";

// Resources that are no people are of no interest. INTERNAL for one that cannot be read.
absl::Status ContactEffect(const event::v1::StoredEvent& stored,
                           std::vector<pg::Statement>* statements);

}  // namespace steward::notification

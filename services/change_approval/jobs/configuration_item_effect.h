#pragma once

// What an event of the catalog means here: which configuration items changes may name.

#include "platform/events/effect.h"

namespace steward::change {

// Other resources of the catalog are of no interest. INTERNAL for one that cannot be read.
absl::Status ConfigurationItemEffect(const event::v1::StoredEvent& stored,
                                     std::vector<pg::Statement>* statements);

}  // namespace steward::change

#pragma once

// What an event of the directory means in a service that refers to people: what it knows of the
// user, group, membership or substitute.

#include "platform/events/effect.h"

namespace steward::people {

// Other resources of the directory are of no interest. INTERNAL for one that cannot be read.
absl::Status PeopleEffect(const event::v1::StoredEvent& stored,
                          std::vector<pg::Statement>* statements);

}  // namespace steward::people

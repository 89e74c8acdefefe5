#pragma once

// What may happen to a ticket: pure decisions. Each takes the ticket as it is and returns it as it
// is to be; the lifecycle of its kind says which actions a state allows.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::ticket {

// A new ticket. `caller` becomes the creator, and the requester when the draft names none.
// Errors: INVALID_FIELD.
absl::StatusOr<v1::Ticket> Create(const v1::Ticket& draft, absl::string_view caller,
                                  absl::Time now);

// Applies an update by mask. Returns `ticket` itself, with its update time, when nothing differs.
// Errors: INVALID_UPDATE_MASK, INVALID_FIELD, ILLEGAL_TRANSITION.
absl::StatusOr<v1::Ticket> Update(const v1::Ticket& ticket, const v1::UpdateTicketRequest& request,
                                  absl::Time now);

// Carries out an action of the lifecycle, such as "start". Values that the action brings along
// (assignee, hold reason, resolution) were put into `ticket` before. Errors: ILLEGAL_TRANSITION,
// INVALID_FIELD.
absl::StatusOr<v1::Ticket> Act(const v1::Ticket& ticket, absl::string_view action, absl::Time now);

// Type of the event that tells of an action.
const std::string& EventTypeOf(const v1::Ticket& ticket, absl::string_view action);

}  // namespace steward::ticket

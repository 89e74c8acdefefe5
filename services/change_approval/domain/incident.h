#pragma once

// The incident of a change that was backed out. Pure functions, thread-safe.

#include <string>

#include "absl/time/time.h"
#include "steward/change/v1/change_service.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::change {

// What the ticket service is asked for, always the same of one change: for its implementer, or else
// its requester, and linked to it.
ticket::v1::CreateTicketRequest IncidentFor(const v1::Change& change);

// What puts that incident into the queue of the group.
ticket::v1::AssignTicketRequest AssignmentOf(const std::string& incident, const v1::Change& change,
                                             const std::string& group);

// The change with its incident. The first one stays.
v1::Change WithIncident(const v1::Change& change, const std::string& incident, absl::Time now);

}  // namespace steward::change

#pragma once

#include "steward/ticket/v1/ticket.pb.h"

namespace steward::ticket {

// Priority by impact and urgency (ITIL): HIGH/HIGH is P1, LOW/LOW is P5. Unspecified counts as
// MEDIUM.
v1::Ticket::Priority PriorityOf(v1::Ticket::Level impact, v1::Ticket::Level urgency);

}  // namespace steward::ticket

#pragma once

// What follows from the kind of a ticket. All functions are thread-safe.

#include <string>

#include "platform/lifecycle/lifecycle.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::ticket {

// Series that numbers tickets of a kind: "INC" of INCIDENT.
std::string SeriesOf(v1::Ticket::Kind kind);

// The lifecycle of a kind that ships with this release. Lives as long as the process.
const lifecycle::Lifecycle& LifecycleOf(v1::Ticket::Kind kind);

// Where a ticket is in the lifecycle of its kind.
lifecycle::Category CategoryOf(const v1::Ticket& ticket);

}  // namespace steward::ticket

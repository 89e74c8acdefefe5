#pragma once

#include <string>

#include "steward/ticket/v1/ticket.pb.h"

namespace steward::ticket {

// Series that numbers tickets of a kind: "INC" of INCIDENT. The kind must be known.
std::string SeriesOf(v1::Ticket::Kind kind);

}  // namespace steward::ticket

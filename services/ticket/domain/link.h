#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::ticket {

// INVALID_FIELD for links to the ticket itself and for those that it has twice.
absl::Status CheckLinks(const v1::Ticket& ticket);

// Places of the links that `before` does not have.
std::vector<int> NewLinks(const v1::Ticket& before, const v1::Ticket& after);

// "ticket.links[2].name".
std::string LinkField(int place);

}  // namespace steward::ticket

#include "services/ticket/domain/kind.h"

#include <algorithm>
#include <iterator>

#include "services/ticket/lifecycles.h"

namespace steward::ticket {
namespace {

using lifecycle::Lifecycle;
using v1::Ticket;

struct Traits {
  Ticket::Kind kind;
  const char* series;
  Lifecycle lifecycle;
};

Lifecycle Shipped(absl::string_view document) {
  return Lifecycle::Shipped(document, Ticket::State_descriptor());
}

// The first one stands for a kind that is none.
const Traits& TraitsOf(Ticket::Kind kind) {
  static const Traits kinds[] = {
      {Ticket::INCIDENT, "INC", Shipped(lifecycles::kIncident)},
      {Ticket::REQUEST, "SR", Shipped(lifecycles::kRequest)},
      {Ticket::TASK, "TSK", Shipped(lifecycles::kTask)},
  };
  const auto* found = std::find_if(std::begin(kinds), std::end(kinds),
                                   [&](const Traits& traits) { return traits.kind == kind; });
  return found == std::end(kinds) ? kinds[0] : *found;
}

}  // namespace

std::string SeriesOf(Ticket::Kind kind) { return TraitsOf(kind).series; }

const Lifecycle& LifecycleOf(Ticket::Kind kind) { return TraitsOf(kind).lifecycle; }

lifecycle::Category CategoryOf(const Ticket& ticket) {
  return LifecycleOf(ticket.kind()).CategoryOf(Ticket::State_Name(ticket.state()));
}

}  // namespace steward::ticket

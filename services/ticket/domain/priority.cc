#include "services/ticket/domain/priority.h"

namespace steward::ticket {
namespace {

using v1::Ticket;

constexpr Ticket::Priority kMatrix[3][3] = {
    // urgency:  HIGH        MEDIUM      LOW
    /* HIGH   */ {Ticket::P1, Ticket::P2, Ticket::P3},
    /* MEDIUM */ {Ticket::P2, Ticket::P3, Ticket::P4},
    /* LOW    */ {Ticket::P3, Ticket::P4, Ticket::P5},
};

int IndexOf(Ticket::Level level) {
  switch (level) {
    case Ticket::HIGH:
      return 0;
    case Ticket::LOW:
      return 2;
    default:
      return 1;
  }
}

}  // namespace

Ticket::Priority PriorityOf(Ticket::Level impact, Ticket::Level urgency) {
  return kMatrix[IndexOf(impact)][IndexOf(urgency)];
}

}  // namespace steward::ticket

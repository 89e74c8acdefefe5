#include "services/ticket/domain/priority.h"

#include <gtest/gtest.h>

namespace steward::ticket {
namespace {

using v1::Ticket;

TEST(Priority, FollowsImpactAndUrgency) {
  struct Case {
    Ticket::Level impact;
    Ticket::Level urgency;
    Ticket::Priority expected;
  };
  const Case kCases[] = {
      {Ticket::HIGH, Ticket::HIGH, Ticket::P1},     {Ticket::HIGH, Ticket::MEDIUM, Ticket::P2},
      {Ticket::HIGH, Ticket::LOW, Ticket::P3},      {Ticket::MEDIUM, Ticket::HIGH, Ticket::P2},
      {Ticket::MEDIUM, Ticket::MEDIUM, Ticket::P3}, {Ticket::MEDIUM, Ticket::LOW, Ticket::P4},
      {Ticket::LOW, Ticket::HIGH, Ticket::P3},      {Ticket::LOW, Ticket::MEDIUM, Ticket::P4},
      {Ticket::LOW, Ticket::LOW, Ticket::P5},
  };
  for (const Case& c : kCases)
    EXPECT_EQ(PriorityOf(c.impact, c.urgency), c.expected)
        << Ticket::Level_Name(c.impact) << " " << Ticket::Level_Name(c.urgency);
}

TEST(Priority, TakesWhatIsNotSpecifiedAsMedium) {
  const Ticket::Level unset = Ticket::LEVEL_UNSPECIFIED;
  EXPECT_EQ(PriorityOf(unset, unset), Ticket::P3);
  EXPECT_EQ(PriorityOf(Ticket::HIGH, unset), Ticket::P2);
  EXPECT_EQ(PriorityOf(unset, Ticket::LOW), Ticket::P4);
}

}  // namespace
}  // namespace steward::ticket

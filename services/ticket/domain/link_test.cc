#include "services/ticket/domain/link.h"

#include <utility>
#include <vector>

#include "platform/testing/status_matchers.h"

namespace steward::ticket {
namespace {

using errors::Reason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Ticket;

using Links = std::vector<std::pair<Ticket::Link::Type, const char*>>;

Ticket With(const Links& links) {
  Ticket ticket;
  ticket.set_name("tickets/INC-1");
  for (const auto& [type, name] : links) {
    Ticket::Link* link = ticket.add_links();
    link->set_type(type);
    link->set_name(name);
  }
  return ticket;
}

TEST(CheckLinks, RefusesTheTicketItselfAndRepeats) {
  const struct {
    const char* what;
    Links links;
    Reason reason;
  } cases[] = {
      {"none", {}, Reason::REASON_UNSPECIFIED},
      {"another ticket",
       {{Ticket::Link::DUPLICATES, "tickets/INC-11"}},
       Reason::REASON_UNSPECIFIED},
      {"of two types",
       {{Ticket::Link::CAUSED_BY, "changes/CHG-7"}, {Ticket::Link::BLOCKED_BY, "changes/CHG-7"}},
       Reason::REASON_UNSPECIFIED},
      {"itself", {{Ticket::Link::RELATES_TO, "tickets/INC-1"}}, Reason::INVALID_FIELD},
      {"twice",
       {{Ticket::Link::CAUSED_BY, "changes/CHG-7"}, {Ticket::Link::CAUSED_BY, "changes/CHG-7"}},
       Reason::INVALID_FIELD},
  };
  for (const auto& c : cases)
    EXPECT_EQ(errors::ReasonOf(CheckLinks(With(c.links))), c.reason) << c.what;
}

TEST(NewLinks, AreThoseThatWereNotThere) {
  const Ticket before = With({{Ticket::Link::CAUSED_BY, "changes/CHG-7"}});
  EXPECT_THAT(NewLinks(before, before), IsEmpty());
  EXPECT_THAT(NewLinks(before, With({{Ticket::Link::RELATES_TO, "tickets/INC-2"},
                                     {Ticket::Link::CAUSED_BY, "changes/CHG-7"},
                                     {Ticket::Link::BLOCKED_BY, "changes/CHG-7"}})),
              ElementsAre(0, 2));
  EXPECT_EQ(LinkField(2), "ticket.links[2].name");
}

}  // namespace
}  // namespace steward::ticket

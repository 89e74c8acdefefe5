#include "services/ticket/domain/link.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::ticket {
namespace {

using v1::Ticket;

using Key = std::pair<int, std::string>;

Key KeyOf(const Ticket::Link& link) { return {link.type(), link.name()}; }

}  // namespace

std::string LinkField(int place) { return absl::StrCat("ticket.links[", place, "].name"); }

absl::Status CheckLinks(const Ticket& ticket) {
  errors::Violations violations;
  std::set<Key> seen;
  for (int i = 0; i < ticket.links_size(); ++i) {
    const Ticket::Link& link = ticket.links(i);
    if (!ticket.name().empty() && link.name() == ticket.name())
      violations.Add(LinkField(i), "is the ticket itself");
    else if (!seen.insert(KeyOf(link)).second)
      violations.Add(LinkField(i), "is there before with the same type");
  }
  return violations.ToStatus();
}

std::vector<int> NewLinks(const Ticket& before, const Ticket& after) {
  std::set<Key> known;
  for (const Ticket::Link& link : before.links()) known.insert(KeyOf(link));
  std::vector<int> places;
  for (int i = 0; i < after.links_size(); ++i)
    if (known.count(KeyOf(after.links(i))) == 0) places.push_back(i);
  return places;
}

}  // namespace steward::ticket

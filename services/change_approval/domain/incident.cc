#include "services/change_approval/domain/incident.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/time/timestamp.h"

namespace steward::change {

using ticket::v1::Ticket;
using v1::Change;

ticket::v1::CreateTicketRequest IncidentFor(const Change& change) {
  ticket::v1::CreateTicketRequest request;
  const absl::string_view id = absl::StripPrefix(change.name(), "changes/");
  request.set_request_id(absl::StrCat("incident-", id));
  Ticket* incident = request.mutable_ticket();
  incident->set_kind(Ticket::INCIDENT);
  incident->set_title(absl::StrCat("Change ", id, " was backed out"));
  incident->set_description(change.failure_notes());
  incident->set_requester(change.implementer().empty() ? change.requester() : change.implementer());
  Ticket::Link* link = incident->add_links();
  link->set_type(Ticket::Link::CAUSED_BY);
  link->set_name(change.name());
  return request;
}

ticket::v1::AssignTicketRequest AssignmentOf(const std::string& incident, const Change& change,
                                             const std::string& group) {
  ticket::v1::AssignTicketRequest request;
  request.set_name(incident);
  request.set_request_id(absl::StrCat(IncidentFor(change).request_id(), "-assign"));
  request.set_assignment_group(group);
  return request;
}

Change WithIncident(const Change& change, const std::string& incident, absl::Time now) {
  if (!change.incident().empty()) return change;
  Change next = change;
  next.set_incident(incident);
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::change

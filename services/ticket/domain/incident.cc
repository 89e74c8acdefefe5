#include "services/ticket/domain/incident.h"

#include <cstdlib>
#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "platform/resource/mask.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/ticket/domain/priority.h"
#include "services/ticket/domain/series.h"
#include "services/ticket/lifecycles.h"

namespace steward::ticket {
namespace {

using google::protobuf::util::MessageDifferencer;
using lifecycle::v1::Category;
using v1::Ticket;

void Derive(Ticket* ticket) {
  if (ticket->impact() == Ticket::LEVEL_UNSPECIFIED) ticket->set_impact(Ticket::MEDIUM);
  if (ticket->urgency() == Ticket::LEVEL_UNSPECIFIED) ticket->set_urgency(Ticket::MEDIUM);
  ticket->set_priority(PriorityOf(ticket->impact(), ticket->urgency()));
}

}  // namespace

std::string SeriesOf(Ticket::Kind kind) { return kind == Ticket::INCIDENT ? "INC" : "TCK"; }

const lifecycle::Lifecycle& IncidentLifecycle() {
  static const lifecycle::Lifecycle lifecycle = [] {
    auto loaded = lifecycle::Lifecycle::Load(lifecycles::kIncident, Ticket::State_descriptor());
    // The document is part of the binary, and a test loads it.
    if (!loaded.ok()) std::abort();
    return *std::move(loaded);
  }();
  return lifecycle;
}

absl::StatusOr<Ticket> Create(const Ticket& draft, absl::string_view caller, absl::Time now) {
  Ticket ticket = draft;
  resource::ClearOutputOnly(&ticket);
  ticket.clear_etag();
  IncidentLifecycle().Restart(&ticket);
  if (ticket.requester().empty()) ticket.set_requester(std::string(caller));
  ticket.set_creator(std::string(caller));
  *ticket.mutable_create_time() = ToProto(now);
  *ticket.mutable_update_time() = ToProto(now);
  Derive(&ticket);
  return ticket;
}

absl::StatusOr<Ticket> Update(const Ticket& ticket, const v1::UpdateTicketRequest& request,
                              absl::Time now) {
  ASSIGN_OR_RETURN(auto fields,
                   resource::ResolveUpdateMask(request.update_mask(), request.ticket(), ticket));
  Ticket next = ticket;
  resource::ApplyUpdate(fields, request.ticket(), &next);
  RETURN_IF_ERROR(IncidentLifecycle().Apply("update", &next));
  RETURN_IF_ERROR(resource::CheckResource(next, "ticket"));
  Derive(&next);
  if (!MessageDifferencer::Equals(next, ticket)) *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<Ticket> Act(const Ticket& ticket, absl::string_view action, absl::Time now) {
  const lifecycle::Lifecycle& lifecycle = IncidentLifecycle();
  Ticket next = ticket;
  RETURN_IF_ERROR(lifecycle.Apply(action, &next));
  *next.mutable_update_time() = ToProto(now);
  const Category before = lifecycle.CategoryOf(Ticket::State_Name(ticket.state()));
  const Category after = lifecycle.CategoryOf(Ticket::State_Name(next.state()));
  if (after == before) return next;
  if (after == Category::RESOLVED) *next.mutable_resolve_time() = ToProto(now);
  if (after == Category::TERMINAL) *next.mutable_close_time() = ToProto(now);
  if (before == Category::RESOLVED && after == Category::ACTIVE)
    next.set_reopen_count(next.reopen_count() + 1);
  return next;
}

}  // namespace steward::ticket

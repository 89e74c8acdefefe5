#include "services/ticket/domain/ticket.h"

#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "platform/resource/mask.h"
#include "platform/resource/requester.h"
#include "platform/resource/rules.h"
#include "platform/resource/title.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/ticket/domain/kind.h"
#include "services/ticket/domain/link.h"
#include "services/ticket/domain/priority.h"

namespace steward::ticket {
namespace {

using google::protobuf::util::MessageDifferencer;
using lifecycle::v1::Category;
using v1::Ticket;

// One that is missing was refused before.
absl::Status CheckTitle(const std::string& title) {
  if (title.empty() || resource::IsTitle(title)) return absl::OkStatus();
  return errors::InvalidField("ticket.title", resource::kNotATitle);
}

void Derive(Ticket* ticket) {
  if (ticket->impact() == Ticket::LEVEL_UNSPECIFIED) ticket->set_impact(Ticket::MEDIUM);
  if (ticket->urgency() == Ticket::LEVEL_UNSPECIFIED) ticket->set_urgency(Ticket::MEDIUM);
  ticket->set_priority(PriorityOf(ticket->impact(), ticket->urgency()));
}

}  // namespace

absl::StatusOr<Ticket> Create(const Ticket& draft, absl::string_view caller, absl::Time now) {
  Ticket ticket = draft;
  resource::ClearOutputOnly(&ticket);
  ticket.clear_etag();
  LifecycleOf(ticket.kind()).Restart(&ticket);
  RETURN_IF_ERROR(
      resource::SettleRequester(caller, "ticket.requester", ticket.mutable_requester()));
  ticket.set_creator(std::string(caller));
  *ticket.mutable_create_time() = ToProto(now);
  *ticket.mutable_update_time() = ToProto(now);
  RETURN_IF_ERROR(CheckTitle(ticket.title()));
  RETURN_IF_ERROR(CheckLinks(ticket));
  Derive(&ticket);
  return ticket;
}

absl::StatusOr<Ticket> Update(const Ticket& ticket, const v1::UpdateTicketRequest& request,
                              absl::Time now) {
  ASSIGN_OR_RETURN(auto fields,
                   resource::ResolveUpdateMask(request.update_mask(), request.ticket(), ticket));
  Ticket next = ticket;
  resource::ApplyUpdate(fields, request.ticket(), &next);
  RETURN_IF_ERROR(LifecycleOf(ticket.kind()).Apply("update", &next));
  if (next.requester().empty())
    return errors::InvalidField("ticket.requester", "cannot be cleared: name somebody else");
  // A requester that a service has set is none that clients may set, and stays.
  Ticket checked = next;
  if (next.requester() == ticket.requester()) checked.clear_requester();
  RETURN_IF_ERROR(resource::CheckResource(checked, "ticket"));
  if (next.title() != ticket.title()) RETURN_IF_ERROR(CheckTitle(next.title()));
  RETURN_IF_ERROR(CheckLinks(next));
  Derive(&next);
  if (!MessageDifferencer::Equals(next, ticket)) *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<Ticket> Act(const Ticket& ticket, absl::string_view action, absl::Time now) {
  Ticket next = ticket;
  RETURN_IF_ERROR(LifecycleOf(ticket.kind()).Apply(action, &next));
  *next.mutable_update_time() = ToProto(now);
  const Category before = CategoryOf(ticket), after = CategoryOf(next);
  if (after == before) return next;
  const bool is_done = after == Category::RESOLVED || after == Category::TERMINAL;
  const bool is_resolved = next.resolution_code() != Ticket::RESOLUTION_CODE_UNSPECIFIED;
  if (is_done && is_resolved && !next.has_resolve_time())
    *next.mutable_resolve_time() = ToProto(now);
  if (after == Category::TERMINAL) *next.mutable_close_time() = ToProto(now);
  if (before == Category::RESOLVED && after == Category::ACTIVE)
    next.set_reopen_count(next.reopen_count() + 1);
  return next;
}

const std::string& EventTypeOf(const Ticket& ticket, absl::string_view action) {
  return LifecycleOf(ticket.kind()).Find(action).event_type();
}

}  // namespace steward::ticket

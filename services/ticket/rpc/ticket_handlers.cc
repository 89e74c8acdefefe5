#include "services/ticket/rpc/ticket_handlers.h"

#include "google/protobuf/util/message_differencer.h"
#include "platform/access/field_rule.h"
#include "platform/access/held_permissions.h"
#include "platform/access/record_rule.h"
#include "platform/audit/read_note.h"
#include "platform/journal/mutate.h"
#include "platform/resource/etag.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/ticket/domain/incident.h"

namespace steward::ticket {

using google::protobuf::util::MessageDifferencer;
using v1::Ticket;

// Of a ticket that is shown without a change that would tell of it.
absl::Status TicketHandlers::NoteRead(const Call& call, const Ticket& ticket) const {
  audit::ReadNote note(call);
  note.Saw(ticket);
  return note.Commit(*parts_.journal, kReadEvent);
}

// Whoever calls is vouched for by their credential.
absl::Status TicketHandlers::SettleRequester(const Call& call, Ticket* ticket) const {
  const people::People& people = *parts_.people;
  if (ticket->requester() != call.subject)
    RETURN_IF_ERROR(people.CheckUser(call, ticket->requester(), "ticket.requester"));
  ASSIGN_OR_RETURN(const bool vip, people.IsVip(call, ticket->requester()));
  ticket->set_vip(vip);
  return absl::OkStatus();
}

absl::Status TicketHandlers::CheckAssignment(const Call& call,
                                             const v1::AssignTicketRequest& request) const {
  const people::People& people = *parts_.people;
  RETURN_IF_ERROR(people.CheckGroup(call, request.assignment_group(), people::Group::ASSIGNMENT,
                                    "assignment_group"));
  if (request.assignee() != call.subject)
    RETURN_IF_ERROR(people.CheckUser(call, request.assignee(), "assignee"));
  if (request.assignee().empty() || request.assignment_group().empty()) return absl::OkStatus();
  return people.CheckMember(call, request.assignee(), request.assignment_group(), "assignee");
}

absl::StatusOr<Ticket> TicketHandlers::CreateTicket(const Call& call,
                                                    const v1::CreateTicketRequest& request) {
  return journal::Mutate<Ticket>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<TicketDecision> {
        ASSIGN_OR_RETURN(Ticket ticket, Create(request.ticket(), call.subject, call.now()));
        RETURN_IF_ERROR(SettleRequester(call, &ticket));
        return parts_.store->Create(call, std::move(ticket));
      });
}

absl::StatusOr<Ticket> TicketHandlers::GetTicket(const Call& call,
                                                 const v1::GetTicketRequest& request) {
  ASSIGN_OR_RETURN(StoredTicket stored, parts_.store->Get(call, request.name()));
  RETURN_IF_ERROR(NoteRead(call, stored.resource));
  return std::move(stored.resource);
}

absl::StatusOr<Encoded<v1::ListTicketsResponse>> TicketHandlers::ListTickets(
    const Call& call, const v1::ListTicketsRequest& request) {
  ASSIGN_OR_RETURN(auto page,
                   parts_.store->List(call, {request.filter(), request.order_by(),
                                             request.page_size(), request.page_token(), ""}));
  audit::ReadNote note(call);
  RETURN_IF_ERROR(note.SawList(page));
  RETURN_IF_ERROR(note.Commit(*parts_.journal, kReadEvent));
  return page;
}

absl::StatusOr<v1::TestTicketPermissionsResponse> TicketHandlers::TestTicketPermissions(
    const Call& call, const v1::TestTicketPermissionsRequest& request) {
  ASSIGN_OR_RETURN(StoredTicket stored, parts_.store->Get(call, request.name()));
  const std::vector<std::string> asked(request.permissions().begin(), request.permissions().end());
  static const auto known = access::PermissionsOf(*Ticket::descriptor());
  RETURN_IF_ERROR(access::CheckPermissionsExist(known, asked));
  v1::TestTicketPermissionsResponse response;
  const auto& rule = access::RecordRule::Of(Ticket::descriptor());
  for (std::string& held :
       access::PermissionsOn(rule, access::ViewerOf(call), stored.resource, asked))
    response.add_permissions(std::move(held));
  return response;
}

absl::StatusOr<Ticket> TicketHandlers::UpdateTicket(const Call& call,
                                                    const v1::UpdateTicketRequest& request) {
  return journal::Mutate<Ticket>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<TicketDecision> {
        ASSIGN_OR_RETURN(StoredTicket stored, parts_.store->Get(call, request.ticket().name()));
        RETURN_IF_ERROR(access::FieldRule::Of(request.GetDescriptor())
                            .CheckUpdate(call, request, stored.resource));
        if (!resource::EtagMatches(request.ticket().etag(), stored.resource.etag()))
          return errors::StaleEtag(request.ticket().name());
        ASSIGN_OR_RETURN(Ticket next, Update(stored.resource, request, call.now()));
        if (next.requester() != stored.resource.requester())
          RETURN_IF_ERROR(SettleRequester(call, &next));
        const bool is_same = MessageDifferencer::Equals(next, stored.resource);
        if (is_same || journal::IsValidateOnly(request))
          RETURN_IF_ERROR(NoteRead(call, stored.resource));
        if (is_same) return TicketDecision{std::move(next), {}};
        return parts_.store->Update(call, stored, std::move(next),
                                    IncidentLifecycle().Find("update").event_type());
      });
}

template <class Request>
absl::StatusOr<Ticket> TicketHandlers::Act(const Call& call, const Request& request,
                                           absl::string_view action, const Prepare& prepare) {
  return journal::Mutate<Ticket>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<TicketDecision> {
        ASSIGN_OR_RETURN(StoredTicket stored, parts_.store->Get(call, request.name()));
        if (!resource::EtagMatches(request.etag(), stored.resource.etag()))
          return errors::StaleEtag(request.name());
        Ticket draft = stored.resource;
        if (prepare != nullptr) RETURN_IF_ERROR(prepare(&draft));
        ASSIGN_OR_RETURN(Ticket next, ticket::Act(draft, action, call.now()));
        if (journal::IsValidateOnly(request)) RETURN_IF_ERROR(NoteRead(call, stored.resource));
        return parts_.store->Update(call, stored, std::move(next),
                                    IncidentLifecycle().Find(action).event_type());
      });
}

absl::StatusOr<Ticket> TicketHandlers::AssignTicket(const Call& call,
                                                    const v1::AssignTicketRequest& request) {
  if (request.assignee().empty() && request.assignment_group().empty())
    return errors::InvalidField("assignee", "or an assignment group is required");
  return Act(call, request, "assign", [&](Ticket* ticket) {
    RETURN_IF_ERROR(CheckAssignment(call, request));
    ticket->set_assignee(request.assignee());
    ticket->set_assignment_group(request.assignment_group());
    return absl::OkStatus();
  });
}

absl::StatusOr<Ticket> TicketHandlers::StartTicket(const Call& call,
                                                   const v1::StartTicketRequest& request) {
  return Act(call, request, "start");
}

absl::StatusOr<Ticket> TicketHandlers::HoldTicket(const Call& call,
                                                  const v1::HoldTicketRequest& request) {
  return Act(call, request, "hold", [&](Ticket* ticket) {
    ticket->set_hold_reason(request.hold_reason());
    return absl::OkStatus();
  });
}

absl::StatusOr<Ticket> TicketHandlers::ResumeTicket(const Call& call,
                                                    const v1::ResumeTicketRequest& request) {
  return Act(call, request, "resume");
}

absl::StatusOr<Ticket> TicketHandlers::ResolveTicket(const Call& call,
                                                     const v1::ResolveTicketRequest& request) {
  return Act(call, request, "resolve", [&](Ticket* ticket) {
    ticket->set_resolution_code(request.resolution_code());
    ticket->set_resolution_notes(request.resolution_notes());
    return absl::OkStatus();
  });
}

absl::StatusOr<Ticket> TicketHandlers::ReopenTicket(const Call& call,
                                                    const v1::ReopenTicketRequest& request) {
  return Act(call, request, "reopen");
}

absl::StatusOr<Ticket> TicketHandlers::CloseTicket(const Call& call,
                                                   const v1::CloseTicketRequest& request) {
  return Act(call, request, "close");
}

absl::StatusOr<Ticket> TicketHandlers::CancelTicket(const Call& call,
                                                    const v1::CancelTicketRequest& request) {
  return Act(call, request, "cancel");
}

void TicketHandlers::Register(rpc::Service* service) {
  service->Handle("CreateTicket", this, &TicketHandlers::CreateTicket)
      .Handle("GetTicket", this, &TicketHandlers::GetTicket)
      .Handle("ListTickets", this, &TicketHandlers::ListTickets)
      .Handle("UpdateTicket", this, &TicketHandlers::UpdateTicket)
      .Handle("AssignTicket", this, &TicketHandlers::AssignTicket)
      .Handle("ClaimNextTicket", this, &TicketHandlers::ClaimNextTicket)
      .Handle("StartTicket", this, &TicketHandlers::StartTicket)
      .Handle("HoldTicket", this, &TicketHandlers::HoldTicket)
      .Handle("ResumeTicket", this, &TicketHandlers::ResumeTicket)
      .Handle("ResolveTicket", this, &TicketHandlers::ResolveTicket)
      .Handle("ReopenTicket", this, &TicketHandlers::ReopenTicket)
      .Handle("CloseTicket", this, &TicketHandlers::CloseTicket)
      .Handle("CancelTicket", this, &TicketHandlers::CancelTicket)
      .Handle("TestTicketPermissions", this, &TicketHandlers::TestTicketPermissions)
      .Handle("ListTicketHistory", this, &TicketHandlers::ListTicketHistory);
}

}  // namespace steward::ticket

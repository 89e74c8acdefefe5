#include "services/ticket/rpc/ticket_handlers.h"

#include "google/protobuf/util/message_differencer.h"
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

absl::StatusOr<Ticket> TicketHandlers::CreateTicket(const Call& call,
                                                    const v1::CreateTicketRequest& request) {
  return journal::Mutate<Ticket>(*journal_, call, request, [&]() -> absl::StatusOr<TicketDecision> {
    ASSIGN_OR_RETURN(Ticket ticket, Create(request.ticket(), call.subject, call.now()));
    return store_->Create(call, std::move(ticket));
  });
}

absl::StatusOr<Ticket> TicketHandlers::GetTicket(const Call& call,
                                                 const v1::GetTicketRequest& request) {
  ASSIGN_OR_RETURN(StoredTicket stored, store_->Get(call, request.name()));
  audit::ReadNote note(call);
  note.Saw(stored.resource);
  RETURN_IF_ERROR(note.Commit(*journal_, kReadEvent));
  return std::move(stored.resource);
}

absl::StatusOr<Encoded<v1::ListTicketsResponse>> TicketHandlers::ListTickets(
    const Call& call, const v1::ListTicketsRequest& request) {
  ASSIGN_OR_RETURN(auto page, store_->List(call, {request.filter(), request.order_by(),
                                                  request.page_size(), request.page_token(), ""}));
  audit::ReadNote note(call);
  RETURN_IF_ERROR(note.SawList(page));
  RETURN_IF_ERROR(note.Commit(*journal_, kReadEvent));
  return page;
}

absl::StatusOr<v1::TestTicketPermissionsResponse> TicketHandlers::TestTicketPermissions(
    const Call& call, const v1::TestTicketPermissionsRequest& request) {
  ASSIGN_OR_RETURN(StoredTicket stored, store_->Get(call, request.name()));
  const std::vector<std::string> asked(request.permissions().begin(), request.permissions().end());
  RETURN_IF_ERROR(access::CheckPermissionsExist(*Ticket::descriptor(), asked));
  v1::TestTicketPermissionsResponse response;
  for (std::string& held : access::PermissionsOn(call, stored.resource, asked))
    response.add_permissions(std::move(held));
  return response;
}

absl::StatusOr<Ticket> TicketHandlers::UpdateTicket(const Call& call,
                                                    const v1::UpdateTicketRequest& request) {
  return journal::Mutate<Ticket>(*journal_, call, request, [&]() -> absl::StatusOr<TicketDecision> {
    ASSIGN_OR_RETURN(StoredTicket stored, store_->Get(call, request.ticket().name()));
    if (!resource::EtagMatches(request.ticket().etag(), stored.resource.etag()))
      return errors::StaleEtag(request.ticket().name());
    ASSIGN_OR_RETURN(Ticket next, Update(stored.resource, request, call.now()));
    if (MessageDifferencer::Equals(next, stored.resource))
      return TicketDecision{std::move(next), {}};
    return store_->Update(call, stored, std::move(next),
                          IncidentLifecycle().Find("update").event_type());
  });
}

template <class Request>
absl::StatusOr<Ticket> TicketHandlers::Act(const Call& call, const Request& request,
                                           absl::string_view action,
                                           const std::function<void(Ticket*)>& prepare) {
  return journal::Mutate<Ticket>(*journal_, call, request, [&]() -> absl::StatusOr<TicketDecision> {
    ASSIGN_OR_RETURN(StoredTicket stored, store_->Get(call, request.name()));
    if (!resource::EtagMatches(request.etag(), stored.resource.etag()))
      return errors::StaleEtag(request.name());
    Ticket draft = stored.resource;
    if (prepare != nullptr) prepare(&draft);
    ASSIGN_OR_RETURN(Ticket next, ticket::Act(draft, action, call.now()));
    return store_->Update(call, stored, std::move(next),
                          IncidentLifecycle().Find(action).event_type());
  });
}

absl::StatusOr<Ticket> TicketHandlers::AssignTicket(const Call& call,
                                                    const v1::AssignTicketRequest& request) {
  if (request.assignee().empty() && request.assignment_group().empty())
    return errors::InvalidField("assignee", "or an assignment group is required");
  return Act(call, request, "assign", [&](Ticket* ticket) {
    ticket->set_assignee(request.assignee());
    ticket->set_assignment_group(request.assignment_group());
  });
}

absl::StatusOr<Ticket> TicketHandlers::StartTicket(const Call& call,
                                                   const v1::StartTicketRequest& request) {
  return Act(call, request, "start");
}

absl::StatusOr<Ticket> TicketHandlers::HoldTicket(const Call& call,
                                                  const v1::HoldTicketRequest& request) {
  return Act(call, request, "hold",
             [&](Ticket* ticket) { ticket->set_hold_reason(request.hold_reason()); });
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

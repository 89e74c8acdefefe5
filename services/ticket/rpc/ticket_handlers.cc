#include "services/ticket/rpc/ticket_handlers.h"

#include "google/protobuf/util/message_differencer.h"
#include "platform/access/field_rule.h"
#include "platform/access/held_permissions.h"
#include "platform/audit/read_note.h"
#include "platform/journal/mutate.h"
#include "platform/resource/etag.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/ticket/domain/ticket.h"
#include "services/ticket/rpc/ticket_read.h"

namespace steward::ticket {

using google::protobuf::util::MessageDifferencer;
using v1::Ticket;

absl::StatusOr<Ticket> TicketHandlers::CreateTicket(const Call& call,
                                                    const v1::CreateTicketRequest& request) {
  return journal::Mutate<Ticket>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<TicketDecision> {
        ASSIGN_OR_RETURN(Ticket ticket, Create(request.ticket(), call.subject, call.now()));
        RETURN_IF_ERROR(SettleRequester(call, &ticket));
        RETURN_IF_ERROR(CheckNewLinks(call, Ticket(), ticket));
        ASSIGN_OR_RETURN(const auto parent, FindParent(call, ticket));
        TicketDecision decision = parts_.store->Create(call, std::move(ticket));
        if (parent) decision.change.writes.push_back(parts_.store->CheckUnchanged(call, *parent));
        return decision;
      });
}

absl::StatusOr<Ticket> TicketHandlers::GetTicket(const Call& call,
                                                 const v1::GetTicketRequest& request) {
  ASSIGN_OR_RETURN(StoredTicket stored, parts_.store->Get(call, request.name()));
  RETURN_IF_ERROR(NoteRead(call, stored.resource, parts_.journal));
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
  ASSIGN_OR_RETURN(const StoredTicket stored, parts_.store->Get(call, request.name()));
  return access::TestPermissions<v1::TestTicketPermissionsResponse>(call, request, stored.resource);
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
        RETURN_IF_ERROR(CheckNewLinks(call, stored.resource, next));
        const bool is_same = MessageDifferencer::Equals(next, stored.resource);
        if (is_same || journal::IsValidateOnly(request))
          RETURN_IF_ERROR(NoteRead(call, stored.resource, parts_.journal));
        if (is_same) return TicketDecision{std::move(next), {}};
        return parts_.store->Update(call, stored, std::move(next),
                                    EventTypeOf(stored.resource, "update"));
      });
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

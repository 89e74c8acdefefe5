// The actions of the lifecycles.

#include "platform/journal/mutate.h"
#include "platform/resource/etag.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/store/steps.h"
#include "services/ticket/domain/comment.h"
#include "services/ticket/domain/ticket.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/rpc/ticket_read.h"

namespace steward::ticket {

template <class Request>
absl::StatusOr<Ticket> TicketHandlers::Act(const Call& call, const Request& request,
                                           absl::string_view action, const Prepare& prepare,
                                           const Extend& extend) {
  return journal::Mutate<Ticket>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<TicketDecision> {
        ASSIGN_OR_RETURN(StoredTicket stored, parts_.store->Get(call, request.name()));
        if (!resource::EtagMatches(request.etag(), stored.resource.etag()))
          return errors::StaleEtag(request.name());
        Ticket draft = stored.resource;
        if (prepare != nullptr) RETURN_IF_ERROR(prepare(&draft));
        ASSIGN_OR_RETURN(Ticket next, ticket::Act(draft, action, call.now()));
        TicketDecision decision =
            parts_.store->Update(call, stored, std::move(next), EventTypeOf(draft, action));
        if (extend != nullptr)
          RETURN_IF_ERROR(extend({decision.resource, stored.version + 1}, &decision.change));
        if (journal::IsValidateOnly(request))
          RETURN_IF_ERROR(NoteRead(call, stored.resource, parts_.journal));
        return decision;
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
  const auto put_in = [&](Ticket* ticket) {
    if (request.hold_reason() == Ticket::AWAITING_CALLER && request.comment().empty())
      return errors::InvalidField("comment", "is required to await the caller");
    ticket->set_hold_reason(request.hold_reason());
    return absl::OkStatus();
  };
  const auto say = [&](const StoredTicket& held, journal::Change* change) {
    if (request.comment().empty()) return absl::OkStatus();
    Comment draft;
    draft.set_visibility(Comment::PUBLIC);
    draft.set_text(request.comment());
    Comment comment = MakeComment(draft, held.resource, call.subject, call.now());
    store::Append(parts_.comments->Create(call, held, std::move(comment)).change, change);
    return absl::OkStatus();
  };
  return Act(call, request, "hold", put_in, say);
}

absl::StatusOr<Ticket> TicketHandlers::ResumeTicket(const Call& call,
                                                    const v1::ResumeTicketRequest& request) {
  return Act(call, request, "resume");
}

absl::StatusOr<Ticket> TicketHandlers::ResolveTicket(const Call& call,
                                                     const v1::ResolveTicketRequest& request) {
  const auto put_in = [&](Ticket* ticket) {
    ticket->set_resolution_code(request.resolution_code());
    ticket->set_resolution_notes(request.resolution_notes());
    return absl::OkStatus();
  };
  return Act(call, request, "resolve", put_in, WithoutTasks(call));
}

absl::StatusOr<Ticket> TicketHandlers::ReopenTicket(const Call& call,
                                                    const v1::ReopenTicketRequest& request) {
  return Act(call, request, "reopen");
}

absl::StatusOr<Ticket> TicketHandlers::CloseTicket(const Call& call,
                                                   const v1::CloseTicketRequest& request) {
  return Act(call, request, "close", nullptr, WithoutTasks(call));
}

absl::StatusOr<Ticket> TicketHandlers::CancelTicket(const Call& call,
                                                    const v1::CancelTicketRequest& request) {
  return Act(call, request, "cancel");
}

// What goes with it happens only while no task is open.
TicketHandlers::Extend TicketHandlers::WithoutTasks(const Call& call) const {
  return [this, &call](const StoredTicket& ended, journal::Change* change) {
    return CheckTasks(call, ended.resource.name(), change);
  };
}

}  // namespace steward::ticket

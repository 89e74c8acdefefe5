#include "services/ticket/jobs/import_task.h"

#include "platform/access/field_rule.h"
#include "platform/operations/item_error.h"
#include "platform/status/errors.h"

namespace steward::ticket {

operations::DoTask ImportTask(TicketHandlers* handlers) {
  return [handlers](const Call& call, const operations::Task& task) -> absl::StatusOr<std::string> {
    v1::CreateTicketRequest request;
    if (!request.mutable_ticket()->ParseFromString(task.input))
      return errors::Internal("a ticket of an import cannot be read");
    request.set_request_id(task.request_id);
    request.set_validate_only(task.validate_only);
    // Asked when it was sent, too: its caller may have lost a right since.
    const absl::Status allowed =
        access::FieldRule::Of(request.GetDescriptor()).Check(call, request);
    if (!allowed.ok()) return operations::InItem(allowed, "ticket");
    const absl::StatusOr<v1::Ticket> ticket = handlers->CreateTicket(call, request);
    if (!ticket.ok()) return operations::InItem(ticket.status(), "ticket");
    return ticket->name();
  };
}

}  // namespace steward::ticket

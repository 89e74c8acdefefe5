#include "services/ticket/rpc/import_handler.h"

#include "platform/operations/item_error.h"
#include "platform/operations/upload.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::ticket {
namespace {

using Requests = rpc::RequestStream<v1::ImportTicketsRequest>;

// A ticket that breaks a rule is refused by itself.
absl::Status AddTicket(const Requests& requests, const v1::ImportTicketsRequest& request,
                       operations::Upload* upload) {
  v1::ImportTicketsRequest line;
  *line.mutable_ticket() = request.ticket();
  return upload->Add(request.ticket(), request.has_ticket()
                                           ? operations::InItem(requests.Judge(line), "ticket")
                                           : errors::InvalidField("ticket", "is required"));
}

}  // namespace

absl::StatusOr<operation::v1::Operation> ImportHandler::ImportTickets(const Call& call,
                                                                      Requests& requests) {
  operations::Upload upload(operations_, call);
  v1::ImportTicketsRequest head;
  for (bool is_first = true;; is_first = false) {
    ASSIGN_OR_RETURN(const auto request, requests.Next());
    if (!request) break;
    if (is_first) {
      head = *request;
      head.clear_ticket();
      RETURN_IF_ERROR(requests.Judge(head));
      if (!request->has_ticket()) continue;
    }
    RETURN_IF_ERROR(AddTicket(requests, *request, &upload));
  }
  if (upload.size() == 0) return errors::InvalidField("ticket", "is required at least once");
  return upload.Finish(head.request_id(), head.validate_only());
}

}  // namespace steward::ticket

#pragma once

// All that the ticket service serves besides its operations: the handlers of its proto services,
// registered. Thread-safe.

#include <vector>

#include "platform/operations/operations.h"
#include "platform/rpc/service.h"
#include "services/ticket/rpc/comment_handlers.h"
#include "services/ticket/rpc/import_handler.h"
#include "services/ticket/rpc/ticket_handlers.h"

namespace steward::ticket {

class Services {
 public:
  // What it is given outlives it.
  Services(const TicketHandlers::Parts& parts, operations::Operations* operations,
           rpc::Interceptors* interceptors);

  TicketHandlers& tickets() { return tickets_; }
  // For Host::Serve.
  std::vector<rpc::Service*> all() { return {&ticket_service_, &comment_service_}; }

 private:
  TicketHandlers tickets_;
  ImportHandler import_;
  CommentHandlers comments_;
  rpc::Service ticket_service_, comment_service_;
};

}  // namespace steward::ticket

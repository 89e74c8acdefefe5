#pragma once

// The method of TicketService that takes in many tickets and leaves recording them to an operation.
// Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/operations/operations.h"
#include "platform/rpc/request_stream.h"
#include "platform/rpc/service.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::ticket {

class ImportHandler {
 public:
  // `operations` outlives it.
  explicit ImportHandler(operations::Operations* operations) : operations_(operations) {}

  absl::StatusOr<operation::v1::Operation> ImportTickets(
      const Call& call, rpc::RequestStream<v1::ImportTicketsRequest>& requests);

  void Register(rpc::Service* service) {
    service->Handle("ImportTickets", this, &ImportHandler::ImportTickets);
  }

 private:
  operations::Operations* const operations_;
};

}  // namespace steward::ticket

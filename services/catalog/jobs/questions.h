#pragma once

// What other services are asked for a request, always the same of one request. Pure functions,
// thread-safe.

#include "services/catalog/domain/request.h"
#include "steward/approval/v1/approval_service.pb.h"
#include "steward/catalog/v1/catalog_item.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::catalog {

// Whether it may be done: neither whom it is for nor who ordered it decides.
approval::v1::CreateApprovalRequest QuestionFor(const Request& request);

// The ticket of a task. It is the service's own: whoever ordered follows the request, and changes
// nothing of how it is fulfilled.
ticket::v1::CreateTicketRequest TicketFor(const Request& request, const v1::TaskTemplate& task);

}  // namespace steward::catalog

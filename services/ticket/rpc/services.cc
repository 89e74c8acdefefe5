#include "services/ticket/rpc/services.h"

namespace steward::ticket {

Services::Services(const TicketHandlers::Parts& parts, operations::Operations* operations,
                   rpc::Interceptors* interceptors)
    : tickets_(parts),
      import_(operations),
      comments_(parts.store, parts.comments, parts.journal),
      ticket_service_(v1::GetTicketRequest::descriptor()->file()->service(0), interceptors),
      comment_service_(v1::GetCommentRequest::descriptor()->file()->service(0), interceptors) {
  tickets_.Register(&ticket_service_);
  import_.Register(&ticket_service_);
  comments_.Register(&comment_service_);
}

}  // namespace steward::ticket

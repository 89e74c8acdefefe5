#pragma once

// steward.ticket.v1.CommentService. Each method reads load → decide → commit, and loads the ticket
// first: who does not see it does not see its comments. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/rpc/service.h"
#include "services/ticket/store/comment_store.h"
#include "services/ticket/store/ticket_store.h"

namespace steward::ticket {

class CommentHandlers {
 public:
  // What it is given outlives it.
  CommentHandlers(const TicketStore* tickets, const CommentStore* comments,
                  journal::Journal* journal)
      : tickets_(tickets), comments_(comments), journal_(journal) {}

  absl::StatusOr<v1::Comment> CreateComment(const Call&, const v1::CreateCommentRequest&);
  absl::StatusOr<v1::Comment> GetComment(const Call&, const v1::GetCommentRequest&);
  absl::StatusOr<v1::ListCommentsResponse> ListComments(const Call&,
                                                        const v1::ListCommentsRequest&);

  void Register(rpc::Service* service);

 private:
  // The comment on the ticket as it stands, and the ticket taken up again when that answers it.
  absl::StatusOr<CommentDecision> Decide(const Call& call, const StoredTicket& ticket,
                                         v1::Comment comment) const;

  const TicketStore* const tickets_;
  const CommentStore* const comments_;
  journal::Journal* const journal_;
};

}  // namespace steward::ticket

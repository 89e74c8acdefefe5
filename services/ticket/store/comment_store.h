#pragma once

// Comments in PostgreSQL. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/mutate.h"
#include "platform/pg/point_reader.h"
#include "platform/store/list.h"
#include "services/ticket/store/ticket_store.h"
#include "steward/ticket/v1/comment_service.pb.h"

namespace steward::ticket {

using v1::Comment;
using CommentDecision = journal::Decision<Comment>;

class CommentStore {
 public:
  CommentStore(pg::PointReader* points, const store::Lister* lister)
      : points_(points), lister_(lister) {}

  // Name of the ticket that a comment is on. Errors: INVALID_FIELD when the name is no comment's.
  static absl::StatusOr<std::string> TicketOf(const std::string& name);

  // A comment on a ticket that the caller sees as it is now. Errors: RESOURCE_NOT_FOUND.
  absl::StatusOr<Comment> Get(const Call& call, const Ticket& ticket,
                              const std::string& name) const;
  // A page of those on it that the caller sees. Errors as of Lister.
  absl::StatusOr<v1::ListCommentsResponse> List(const Call& call, const Ticket& ticket,
                                                const v1::ListCommentsRequest& request) const;

  // Decides to add a comment, which gets its name and etag here, to a ticket as it stands by then:
  // nothing happens when it does not.
  CommentDecision Create(const Call& call, const StoredTicket& ticket, Comment comment) const;

 private:
  pg::PointReader* points_;
  const store::Lister* lister_;
};

// The fields that lists can filter and sort by, and those that say who sees a comment.
const resource::ColumnTable& CommentColumns();

}  // namespace steward::ticket

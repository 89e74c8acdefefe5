#include "services/ticket/rpc/comment_handlers.h"

#include "platform/access/record_rule.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/store/steps.h"
#include "services/ticket/domain/comment.h"
#include "services/ticket/domain/kind.h"
#include "services/ticket/domain/ticket.h"
#include "services/ticket/rpc/ticket_read.h"

namespace steward::ticket {
namespace {

// Nobody writes what they would not be shown.
absl::Status CheckMayWrite(const Call& call, const Comment& comment) {
  const auto& rule = access::RecordRule::Of(Comment::descriptor());
  return !rule.IsInternal(comment) || rule.Admits(access::ViewerOf(call), comment)
             ? absl::OkStatus()
             : errors::PermissionDenied(rule.InternalPermission());
}

}  // namespace

absl::StatusOr<CommentDecision> CommentHandlers::Decide(const Call& call,
                                                        const StoredTicket& ticket,
                                                        Comment comment) const {
  if (!Answers(comment, ticket.resource))
    return comments_->Create(call, ticket, std::move(comment));
  ASSIGN_OR_RETURN(Ticket next, Act(ticket.resource, "resume", call.now()));
  TicketDecision resumed =
      tickets_->Update(call, ticket, std::move(next), EventTypeOf(ticket.resource, "resume"));
  CommentDecision decision =
      comments_->Create(call, {resumed.resource, ticket.version + 1}, std::move(comment));
  store::Append(std::move(resumed.change), &decision.change);
  return decision;
}

absl::StatusOr<Comment> CommentHandlers::CreateComment(const Call& call,
                                                       const v1::CreateCommentRequest& request) {
  return journal::Mutate<Comment>(
      *journal_, call, request, [&]() -> absl::StatusOr<CommentDecision> {
        ASSIGN_OR_RETURN(const StoredTicket stored, tickets_->Get(call, request.parent()));
        Comment comment = MakeComment(request.comment(), stored.resource, call.subject, call.now());
        RETURN_IF_ERROR(CheckMayWrite(call, comment));
        if (journal::IsValidateOnly(request))
          RETURN_IF_ERROR(NoteRead(call, stored.resource, journal_));
        return Decide(call, stored, std::move(comment));
      });
}

absl::StatusOr<Comment> CommentHandlers::GetComment(const Call& call,
                                                    const v1::GetCommentRequest& request) {
  ASSIGN_OR_RETURN(const std::string name, CommentStore::TicketOf(request.name()));
  const auto stored = tickets_->Get(call, name);
  if (absl::IsNotFound(stored.status())) return errors::NotFound(request.name());
  RETURN_IF_ERROR(stored.status());
  ASSIGN_OR_RETURN(Comment comment, comments_->Get(call, stored->resource, request.name()));
  RETURN_IF_ERROR(NoteRead(call, stored->resource, journal_));
  return comment;
}

absl::StatusOr<v1::ListCommentsResponse> CommentHandlers::ListComments(
    const Call& call, const v1::ListCommentsRequest& request) {
  ASSIGN_OR_RETURN(const StoredTicket stored, tickets_->Get(call, request.parent()));
  ASSIGN_OR_RETURN(auto response, comments_->List(call, stored.resource, request));
  RETURN_IF_ERROR(NoteRead(call, stored.resource, journal_));
  return response;
}

void CommentHandlers::Register(rpc::Service* service) {
  service->Handle("CreateComment", this, &CommentHandlers::CreateComment)
      .Handle("GetComment", this, &CommentHandlers::GetComment)
      .Handle("ListComments", this, &CommentHandlers::ListComments);
}

}  // namespace steward::ticket

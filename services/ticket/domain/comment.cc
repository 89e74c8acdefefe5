#include "services/ticket/domain/comment.h"

#include "platform/resource/rules.h"
#include "platform/time/timestamp.h"
#include "services/ticket/domain/kind.h"

namespace steward::ticket {

using v1::Comment;
using v1::Ticket;

Comment MakeComment(const Comment& draft, const Ticket& ticket, absl::string_view author,
                    absl::Time now) {
  Comment comment = draft;
  resource::ClearOutputOnly(&comment);
  comment.set_author(std::string(author));
  comment.set_author_role(author == ticket.requester() ? Comment::REQUESTER : Comment::AGENT);
  *comment.mutable_create_time() = ToProto(now);
  FollowTicket(ticket, &comment);
  return comment;
}

void FollowTicket(const Ticket& ticket, Comment* comment) {
  comment->set_requester(ticket.requester());
  comment->set_creator(ticket.creator());
  comment->set_assignee(ticket.assignee());
  comment->set_assignment_group(ticket.assignment_group());
  comment->set_confidential(ticket.confidential());
  comment->set_vip(ticket.vip());
}

bool Answers(const Comment& comment, const Ticket& ticket) {
  return ticket.hold_reason() == Ticket::AWAITING_CALLER &&
         CategoryOf(ticket) == lifecycle::v1::WAITING && comment.visibility() == Comment::PUBLIC &&
         comment.author_role() == Comment::REQUESTER;
}

}  // namespace steward::ticket

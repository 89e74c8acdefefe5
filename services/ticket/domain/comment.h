#pragma once

// What is said on tickets: pure decisions.

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "steward/ticket/v1/comment.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::ticket {

// A new comment on a ticket. Whoever the ticket was recorded for writes as REQUESTER, anybody else
// as AGENT.
v1::Comment MakeComment(const v1::Comment& draft, const v1::Ticket& ticket,
                        absl::string_view author, absl::Time now);

// Puts into a comment what is the ticket's.
void FollowTicket(const v1::Ticket& ticket, v1::Comment* comment);

// Whether the comment says what the ticket waits for: it is AWAITING_CALLER, and the requester
// answers in public. Its work is then taken up again.
bool Answers(const v1::Comment& comment, const v1::Ticket& ticket);

}  // namespace steward::ticket

#include "services/ticket/domain/comment.h"

#include <gtest/gtest.h>

#include "google/protobuf/util/message_differencer.h"
#include "platform/time/timestamp.h"

namespace steward::ticket {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Comment;
using v1::Ticket;

const absl::Time kNow = absl::FromUnixSeconds(1770000000);

Ticket Held(Ticket::HoldReason reason, Ticket::State state = Ticket::ON_HOLD) {
  Ticket ticket;
  ticket.set_kind(Ticket::INCIDENT);
  ticket.set_state(state);
  ticket.set_hold_reason(reason);
  ticket.set_requester("users/alice");
  ticket.set_creator("users/desk");
  ticket.set_assignee("users/bob");
  ticket.set_assignment_group("groups/network");
  ticket.set_confidential(true);
  ticket.set_vip(true);
  return ticket;
}

Comment Draft(Comment::Visibility visibility) {
  Comment draft;
  draft.set_visibility(visibility);
  draft.set_text("It works from home.");
  return draft;
}

TEST(MakeComment, TakesFromTheTicketWhoSeesIt) {
  Comment draft = Draft(Comment::INTERNAL);
  draft.set_author("users/mallory");
  draft.set_author_role(Comment::REQUESTER);
  draft.set_requester("users/mallory");

  const Comment comment = MakeComment(draft, Held(Ticket::AWAITING_CALLER), "users/bob", kNow);

  Comment expected = Draft(Comment::INTERNAL);
  expected.set_author("users/bob");
  expected.set_author_role(Comment::AGENT);
  *expected.mutable_create_time() = ToProto(kNow);
  expected.set_requester("users/alice");
  expected.set_creator("users/desk");
  expected.set_assignee("users/bob");
  expected.set_assignment_group("groups/network");
  expected.set_confidential(true);
  expected.set_vip(true);
  EXPECT_TRUE(MessageDifferencer::Equals(comment, expected)) << comment.DebugString();
}

TEST(FollowTicket, ForgetsWhatTheTicketWas) {
  Comment comment = MakeComment(Draft(Comment::PUBLIC), Held(Ticket::AWAITING_CALLER), "", kNow);
  FollowTicket(Ticket(), &comment);
  EXPECT_EQ(comment.assignee(), "");
  EXPECT_FALSE(comment.confidential());
}

TEST(Answers, WhatTheRequesterSaysInPublicToATicketThatAwaitsThem) {
  const struct {
    const char* what;
    Ticket ticket;
    const char* author;
    Comment::Visibility visibility;
    bool answers;
  } cases[] = {
      {"the requester", Held(Ticket::AWAITING_CALLER), "users/alice", Comment::PUBLIC, true},
      {"in private", Held(Ticket::AWAITING_CALLER), "users/alice", Comment::INTERNAL, false},
      {"the assignee", Held(Ticket::AWAITING_CALLER), "users/bob", Comment::PUBLIC, false},
      {"who recorded it", Held(Ticket::AWAITING_CALLER), "users/desk", Comment::PUBLIC, false},
      {"another wait", Held(Ticket::AWAITING_VENDOR), "users/alice", Comment::PUBLIC, false},
      {"no wait", Held(Ticket::HOLD_REASON_UNSPECIFIED, Ticket::IN_PROGRESS), "users/alice",
       Comment::PUBLIC, false},
  };
  for (const auto& c : cases)
    EXPECT_EQ(Answers(MakeComment(Draft(c.visibility), c.ticket, c.author, kNow), c.ticket),
              c.answers)
        << c.what;
}

}  // namespace
}  // namespace steward::ticket

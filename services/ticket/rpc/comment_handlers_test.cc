#include "services/ticket/rpc/comment_handlers.h"

#include <algorithm>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/auth/permissions.h"
#include "platform/journal/shard.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/rpc/ticket_read.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CommentHandlersTest : public TicketsTest {
 protected:
  // As the interceptors fill it.
  static Call By(const std::string& subject, const char* role, const char* permission) {
    Call call = CallOf("acme", absl::StrCat("steward.ticket.v1.CommentService/", permission));
    call.subject = subject;
    call.roles = {role};
    call.permission = permission;
    call.scope = auth::ScopeOf(call.roles, permission);
    return call;
  }

  std::string Recorded(const std::function<void(Ticket*)>& change = nullptr) {
    Ticket ticket;
    ticket.set_kind(Ticket::INCIDENT);
    ticket.set_title("VPN down");
    ticket.set_state(Ticket::IN_PROGRESS);
    ticket.set_requester("users/rita");
    ticket.set_creator("users/rita");
    if (change != nullptr) change(&ticket);
    return Put("acme", ticket)->name();
  }
  std::string Awaiting() {
    return Recorded([](Ticket* ticket) {
      ticket->set_state(Ticket::ON_HOLD);
      ticket->set_hold_reason(Ticket::AWAITING_CALLER);
    });
  }

  absl::StatusOr<Comment> Say(const std::string& ticket, const std::string& subject,
                              const char* role, Comment::Visibility visibility = Comment::PUBLIC,
                              const std::string& request_id = "") {
    v1::CreateCommentRequest request;
    request.set_parent(ticket);
    request.mutable_comment()->set_visibility(visibility);
    request.mutable_comment()->set_text("It works from home.");
    request.set_request_id(request_id);
    return handlers_.CreateComment(By(subject, role, "comments.create"), request);
  }
  absl::StatusOr<Comment> Get(const std::string& name, const std::string& subject,
                              const char* role) {
    v1::GetCommentRequest request;
    request.set_name(name);
    return handlers_.GetComment(By(subject, role, "comments.get"), request);
  }
  absl::StatusOr<std::vector<std::string>> List(const std::string& ticket,
                                                const std::string& subject, const char* role,
                                                const std::string& filter = "") {
    v1::ListCommentsRequest request;
    request.set_parent(ticket);
    request.set_filter(filter);
    ASSIGN_OR_RETURN(const auto page,
                     handlers_.ListComments(By(subject, role, "comments.list"), request));
    std::vector<std::string> names;
    for (const Comment& comment : page.comments()) names.push_back(comment.name());
    return names;
  }

  Ticket Now(const std::string& name) { return store_.Get(CallOf("acme"), name)->resource; }
  // Types of the events of the tenant, oldest first, without what they have in common.
  std::vector<std::string> Events() {
    event::v1::ListEventsRequest request;
    request.set_shard(journal::ShardOf("acme"));
    const auto page = history_.ListEvents(request, absl::Now() + absl::Seconds(20)).value();
    std::vector<std::string> types;
    for (const auto& stored : page.events())
      types.push_back(stored.event().type().substr(sizeof("dev.steward.ticket")));
    return types;
  }

  CommentHandlers handlers_{&store_, &comments_, &journal_};
  TicketHandlers tickets_{{&store_, &people_, &journal_, &history_, &tokens_, &comments_}};
};

TEST(CommentColumns, FitTheContract) {
  EXPECT_THAT(resource::CheckColumns(CommentColumns()), IsOk());
}

TEST_F(CommentHandlersTest, KeepWhatWasSaid) {
  const std::string ticket = Recorded();

  const auto made = Say(ticket, "users/rita", "requester");

  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->author(), "users/rita");
  EXPECT_EQ(made->author_role(), Comment::REQUESTER);
  EXPECT_EQ(made->requester(), "users/rita");
  EXPECT_EQ(Say(ticket, "users/bob", "agent")->author_role(), Comment::AGENT);
  const auto got = Get(made->name(), "users/rita", "requester");
  ASSERT_THAT(got, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*got, *made)) << got->DebugString();
  EXPECT_EQ(List(ticket, "users/rita", "requester")->size(), 2u);
  EXPECT_THAT(List(ticket, "users/bob", "agent", "author_role = REQUESTER").value(),
              ElementsAre(made->name()));
  EXPECT_THAT(Events(), ElementsAre("created.v1", "comment.created.v1", "comment.created.v1"));
}

TEST_F(CommentHandlersTest, AnswerARepeatAsTheFirstTime) {
  const std::string ticket = Recorded();
  const auto first = Say(ticket, "users/rita", "requester", Comment::PUBLIC, "r1");
  const auto again = Say(ticket, "users/rita", "requester", Comment::PUBLIC, "r1");
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*again, *first)) << again->DebugString();
  EXPECT_EQ(List(ticket, "users/rita", "requester")->size(), 1u);
}

TEST_F(CommentHandlersTest, HideWhatIsInternal) {
  const std::string ticket = Recorded();
  const std::string open = Say(ticket, "users/bob", "agent")->name();
  const std::string internal = Say(ticket, "users/bob", "agent", Comment::INTERNAL)->name();
  const struct {
    const char *subject, *role;
    bool sees;
  } cases[] = {{"users/bob", "agent", true},
               {"users/eve", "auditor", true},
               {"users/eve", "tenant_admin", true},
               {"users/rita", "requester", false},
               {"users/rita", "approver", false},
               {"serviceAccounts/ci", "integration", false},
               // A requester who is an agent as well works on tickets.
               {"users/rita", "agent", true}};
  for (const auto& c : cases) {
    EXPECT_THAT(Get(open, c.subject, c.role), IsOk()) << c.role;
    const auto got = Get(internal, c.subject, c.role);
    const auto listed = List(ticket, c.subject, c.role, "visibility = INTERNAL");
    EXPECT_EQ(List(ticket, c.subject, c.role)->size(), c.sees ? 2u : 1u) << c.role;
    EXPECT_EQ(listed->size(), c.sees ? 1u : 0u) << c.role;
    if (c.sees)
      EXPECT_THAT(got, IsOk()) << c.role;
    else
      EXPECT_THAT(got, HasReason(Reason::RESOURCE_NOT_FOUND)) << c.role;
  }
  for (const char* role : {"requester", "integration"})
    EXPECT_THAT(Say(ticket, "users/rita", role, Comment::INTERNAL),
                HasReason(Reason::PERMISSION_DENIED));
}

TEST_F(CommentHandlersTest, AreForWhoSeesTheTicketNow) {
  const std::string ticket = Recorded();
  const std::string name = Say(ticket, "users/rita", "requester")->name();
  ASSERT_THAT(Get(name, "users/bob", "agent"), IsOk());
  EXPECT_THAT(Get(name, "users/zoe", "requester"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(List(ticket, "users/zoe", "requester"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(Say(ticket, "users/zoe", "requester"), HasReason(Reason::RESOURCE_NOT_FOUND));

  v1::UpdateTicketRequest hide;
  hide.mutable_ticket()->set_name(ticket);
  hide.mutable_ticket()->set_confidential(true);
  ASSERT_THAT(tickets_.UpdateTicket(By("users/eve", "tenant_admin", "tickets.update"), hide),
              IsOk());

  EXPECT_THAT(Get(name, "users/bob", "agent"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(List(ticket, "users/bob", "agent"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_TRUE(Get(name, "users/rita", "requester")->confidential());
  EXPECT_THAT(List(ticket, "users/rita", "requester").value(), ElementsAre(name));
  EXPECT_EQ(Events().back(), "updated.v1");
  EXPECT_THAT(List(ticket, "users/eve", "auditor").value(), ElementsAre(name));
  EXPECT_EQ(Events().back(), "read.v1");
}

TEST_F(CommentHandlersTest, TakeATicketUpAgainThatAwaitsTheCaller) {
  const std::string ticket = Awaiting();
  ASSERT_THAT(Say(ticket, "users/bob", "agent"), IsOk());
  ASSERT_EQ(Now(ticket).state(), Ticket::ON_HOLD);

  const auto answer = Say(ticket, "users/rita", "requester", Comment::PUBLIC, "r1");

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(Now(ticket).state(), Ticket::IN_PROGRESS);
  EXPECT_EQ(Now(ticket).hold_reason(), Ticket::HOLD_REASON_UNSPECIFIED);
  EXPECT_EQ(Say(ticket, "users/rita", "requester", Comment::PUBLIC, "r1")->name(), answer->name());
  EXPECT_THAT(Events(),
              ElementsAre("created.v1", "comment.created.v1", "comment.created.v1", "resumed.v1"));
}

// One answer resumes it, the others are comments.
TEST_F(CommentHandlersTest, ResumeOnceHoweverManyAnswersCome) {
  const std::string ticket = Awaiting();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] { EXPECT_THAT(Say(ticket, "users/rita", "requester"), IsOk()); });
  for (std::thread& thread : threads) thread.join();

  const auto events = Events();
  EXPECT_EQ(std::count(events.begin(), events.end(), "resumed.v1"), 1);
  EXPECT_EQ(List(ticket, "users/rita", "requester")->size(), 8u);
}

TEST_F(CommentHandlersTest, SayWhatATicketAwaits) {
  const std::string ticket = Recorded();
  v1::HoldTicketRequest hold;
  hold.set_name(ticket);
  hold.set_hold_reason(Ticket::AWAITING_CALLER);
  const Call call = By("users/bob", "agent", "tickets.work");

  EXPECT_THAT(tickets_.HoldTicket(call, hold), HasReason(Reason::INVALID_FIELD));
  EXPECT_EQ(Now(ticket).state(), Ticket::IN_PROGRESS);
  hold.set_comment("Does it work from home?");
  ASSERT_THAT(tickets_.HoldTicket(call, hold), IsOk());

  const auto said = List(ticket, "users/rita", "requester").value();
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(Get(said[0], "users/rita", "requester")->text(), "Does it work from home?");
  EXPECT_THAT(Events(), ElementsAre("created.v1", "held.v1", "comment.created.v1"));
}

TEST_F(CommentHandlersTest, StoreNothingWhenTheyOnlyValidate) {
  const std::string ticket = Awaiting();
  v1::CreateCommentRequest request;
  request.set_parent(ticket);
  request.mutable_comment()->set_visibility(Comment::PUBLIC);
  request.mutable_comment()->set_text("Yes.");
  request.set_validate_only(true);
  const Call call = By("users/rita", "requester", "comments.create");

  ASSERT_THAT(handlers_.CreateComment(call, request), IsOk());

  EXPECT_THAT(call.answer_metadata,
              ElementsAre(std::pair<std::string, std::string>(
                  "steward-event-type",
                  "dev.steward.ticket.comment.created.v1, dev.steward.ticket.resumed.v1")));
  EXPECT_EQ(Now(ticket).state(), Ticket::ON_HOLD);
  EXPECT_THAT(List(ticket, "users/rita", "requester").value(), IsEmpty());
}

TEST_F(CommentHandlersTest, RefuseFiltersByWhatIsTheTickets) {
  const std::string ticket = Recorded();
  for (const char* filter : {"requester = \"users/rita\"", "confidential = true", "text:home"})
    EXPECT_THAT(List(ticket, "users/bob", "agent", filter), HasReason(Reason::INVALID_FILTER))
        << filter;
}

TEST_F(CommentHandlersTest, PageInTheOrderOfTime) {
  const std::string ticket = Recorded();
  std::vector<std::string> said, seen;
  for (int i = 0; i < 7; ++i) said.push_back(Say(ticket, "users/rita", "requester")->name());
  v1::ListCommentsRequest request;
  request.set_parent(ticket);
  request.set_page_size(3);
  do {
    const auto page =
        handlers_.ListComments(By("users/rita", "requester", "comments.list"), request).value();
    for (const Comment& comment : page.comments()) seen.push_back(comment.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, said);
}

}  // namespace
}  // namespace steward::ticket

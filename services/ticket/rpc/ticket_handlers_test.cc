#include "services/ticket/rpc/ticket_handlers.h"

#include <atomic>
#include <thread>

#include "absl/strings/match.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kService[] = "steward.ticket.v1.TicketService/";

class TicketHandlersTest : public TicketsTest {
 protected:
  static Call At(const char* method, const char* tenant = "acme") {
    return CallOf(tenant, absl::StrCat(kService, method));
  }

  static v1::CreateTicketRequest Draft(const std::string& request_id = "") {
    v1::CreateTicketRequest request;
    request.mutable_ticket()->set_kind(Ticket::INCIDENT);
    request.mutable_ticket()->set_title("Mail is down");
    request.set_request_id(request_id);
    return request;
  }

  template <class Request>
  static Request For(const Ticket& ticket, const std::string& request_id = "",
                     const std::string& etag = "") {
    Request request;
    request.set_name(ticket.name());
    request.set_request_id(request_id);
    request.set_etag(etag);
    return request;
  }

  static v1::UpdateTicketRequest Renaming(const Ticket& ticket, const std::string& title,
                                          const std::string& request_id = "") {
    v1::UpdateTicketRequest request;
    request.mutable_ticket()->set_name(ticket.name());
    request.mutable_ticket()->set_title(title);
    request.set_request_id(request_id);
    return request;
  }

  static v1::ResolveTicketRequest Resolution(const Ticket& ticket, const std::string& request_id) {
    auto request = For<v1::ResolveTicketRequest>(ticket, request_id);
    request.set_resolution_code(Ticket::FIXED);
    request.set_resolution_notes("Restarted.");
    return request;
  }

  Ticket Created() { return handlers_.CreateTicket(At("CreateTicket"), Draft()).value(); }

  Ticket Now(const Ticket& ticket) {
    v1::GetTicketRequest request;
    request.set_name(ticket.name());
    return handlers_.GetTicket(At("GetTicket"), request).value();
  }

  TicketHandlers handlers_{{&store_, &people_, &journal_, &history_, &tokens_, &comments_}};
};

TEST_F(TicketHandlersTest, LeadATicketThroughItsLife) {
  Ticket ticket = Created();
  EXPECT_EQ(ticket.name(), "tickets/INC-1");
  EXPECT_EQ(ticket.state(), Ticket::NEW);

  KnowUser("acme", "bob");
  auto assign = For<v1::AssignTicketRequest>(ticket);
  assign.set_assignee("users/bob");
  ticket = handlers_.AssignTicket(At("AssignTicket"), assign).value();
  EXPECT_EQ(ticket.assignee(), "users/bob");
  ticket = handlers_.StartTicket(At("StartTicket"), For<v1::StartTicketRequest>(ticket)).value();
  auto hold = For<v1::HoldTicketRequest>(ticket);
  hold.set_hold_reason(Ticket::AWAITING_CALLER);
  hold.set_comment("Since when?");
  ticket = handlers_.HoldTicket(At("HoldTicket"), hold).value();
  EXPECT_EQ(ticket.hold_reason(), Ticket::AWAITING_CALLER);
  ticket = handlers_.ResumeTicket(At("ResumeTicket"), For<v1::ResumeTicketRequest>(ticket)).value();
  ticket = handlers_.ResolveTicket(At("ResolveTicket"), Resolution(ticket, "")).value();
  ticket = handlers_.ReopenTicket(At("ReopenTicket"), For<v1::ReopenTicketRequest>(ticket)).value();
  ticket = handlers_.ResolveTicket(At("ResolveTicket"), Resolution(ticket, "")).value();
  ticket = handlers_.CloseTicket(At("CloseTicket"), For<v1::CloseTicketRequest>(ticket)).value();

  EXPECT_EQ(ticket.state(), Ticket::CLOSED);
  EXPECT_EQ(ticket.reopen_count(), 1);
  EXPECT_TRUE(MessageDifferencer::Equals(Now(ticket), ticket));
  EXPECT_THAT(handlers_.CancelTicket(At("CancelTicket"), For<v1::CancelTicketRequest>(ticket)),
              HasReason(Reason::ILLEGAL_TRANSITION));
  const Ticket other = Created();
  EXPECT_EQ(handlers_.CancelTicket(At("CancelTicket"), For<v1::CancelTicketRequest>(other))
                .value()
                .state(),
            Ticket::CANCELLED);
}

TEST_F(TicketHandlersTest, AnswerARepeatedTransitionAsTheFirstTime) {
  const Ticket ticket = Created();
  auto first = handlers_.ResolveTicket(At("ResolveTicket"), Resolution(ticket, "r1"));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(handlers_.CloseTicket(At("CloseTicket"), For<v1::CloseTicketRequest>(ticket)),
              IsOk());

  const Call again = At("ResolveTicket");
  auto repeated = handlers_.ResolveTicket(again, Resolution(ticket, "r1"));

  ASSERT_THAT(repeated, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*repeated, *first)) << repeated->DebugString();
  EXPECT_THAT(again.answer_metadata, Contains(Pair("steward-replayed", "true")));
  EXPECT_THAT(handlers_.ResolveTicket(At("ResolveTicket"), Resolution(ticket, "r2")),
              HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST_F(TicketHandlersTest, AnswerARepeatedCreationAsTheFirstTime) {
  auto first = handlers_.CreateTicket(At("CreateTicket"), Draft("r1"));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(handlers_.StartTicket(At("StartTicket"), For<v1::StartTicketRequest>(*first)),
              IsOk());

  auto repeated = handlers_.CreateTicket(At("CreateTicket"), Draft("r1"));

  ASSERT_THAT(repeated, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*repeated, *first));
  auto reused = Draft("r1");
  reused.mutable_ticket()->set_title("Other");
  EXPECT_THAT(handlers_.CreateTicket(At("CreateTicket"), reused),
              HasReason(Reason::IDEMPOTENCY_KEY_REUSED));
}

TEST_F(TicketHandlersTest, RefuseAStaleEtag) {
  const Ticket before = Created();
  ASSERT_THAT(handlers_.StartTicket(At("StartTicket"),
                                    For<v1::StartTicketRequest>(before, "", before.etag())),
              IsOk());

  auto stale = For<v1::CancelTicketRequest>(before, "", before.etag());
  EXPECT_THAT(handlers_.CancelTicket(At("CancelTicket"), stale), HasReason(Reason::ETAG_MISMATCH));
  v1::UpdateTicketRequest update;
  *update.mutable_ticket() = before;
  update.mutable_ticket()->set_title("Mail is slow");
  EXPECT_THAT(handlers_.UpdateTicket(At("UpdateTicket"), update), HasReason(Reason::ETAG_MISMATCH));
  EXPECT_EQ(Now(before).state(), Ticket::IN_PROGRESS);

  update.mutable_ticket()->set_etag(Now(before).etag());
  auto updated = handlers_.UpdateTicket(At("UpdateTicket"), update);
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->title(), "Mail is slow");
  EXPECT_EQ(updated->state(), Ticket::IN_PROGRESS);
}

TEST_F(TicketHandlersTest, AnswerAnUpdateThatChangesNothingWithTheTicketAsItStands) {
  const Ticket ticket = Created();
  v1::UpdateTicketRequest same = Renaming(ticket, ticket.title(), "r1");
  v1::UpdateTicketRequest output_only = Renaming(ticket, "", "r2");
  output_only.mutable_ticket()->set_state(Ticket::CLOSED);
  output_only.mutable_update_mask()->add_paths("state");

  for (const auto& request : {same, output_only, same}) {
    const Call call = At("UpdateTicket");
    auto updated = handlers_.UpdateTicket(call, request);
    ASSERT_THAT(updated, IsOk());
    EXPECT_TRUE(MessageDifferencer::Equals(*updated, ticket)) << updated->DebugString();
    EXPECT_THAT(call.answer_metadata, IsEmpty());
  }

  v1::ListTicketHistoryRequest history;
  history.set_name(ticket.name());
  EXPECT_EQ(handlers_.ListTicketHistory(At("ListTicketHistory"), history)->events_size(), 1);
  same.mutable_ticket()->set_etag("1-00000000");
  EXPECT_THAT(handlers_.UpdateTicket(At("UpdateTicket"), same), HasReason(Reason::ETAG_MISMATCH));
}

TEST_F(TicketHandlersTest, CauseNoEventWhenTheyValidateAnUpdateThatChangesNothing) {
  const Ticket ticket = Created();
  v1::UpdateTicketRequest same = Renaming(ticket, ticket.title());
  same.set_validate_only(true);

  const Call call = At("UpdateTicket");
  ASSERT_THAT(handlers_.UpdateTicket(call, same), IsOk());

  EXPECT_THAT(call.answer_metadata, IsEmpty());
}

// The repeat of an update finds what the first one made of the ticket.
TEST_F(TicketHandlersTest, AnswerARepeatedUpdateAsTheFirstTime) {
  const Ticket ticket = Created();
  auto first = handlers_.UpdateTicket(At("UpdateTicket"), Renaming(ticket, "Mail is slow", "r1"));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(handlers_.StartTicket(At("StartTicket"), For<v1::StartTicketRequest>(ticket)),
              IsOk());

  const Call again = At("UpdateTicket");
  auto repeated = handlers_.UpdateTicket(again, Renaming(ticket, "Mail is slow", "r1"));

  ASSERT_THAT(repeated, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*repeated, *first)) << repeated->DebugString();
  EXPECT_THAT(again.answer_metadata, Contains(Pair("steward-replayed", "true")));
  auto reused = Renaming(ticket, "Mail is slow", "r1");
  reused.mutable_update_mask()->add_paths("title");
  EXPECT_THAT(handlers_.UpdateTicket(At("UpdateTicket"), reused),
              HasReason(Reason::IDEMPOTENCY_KEY_REUSED));
}

TEST_F(TicketHandlersTest, LetOneOfManyWinWhoHoldTheSameEtag) {
  Ticket ticket = Created();
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> winners = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&, i] {
        v1::UpdateTicketRequest update;
        update.mutable_ticket()->set_name(ticket.name());
        update.mutable_ticket()->set_etag(ticket.etag());
        update.mutable_ticket()->set_title(absl::StrCat("round ", round, " of ", i));
        auto updated = handlers_.UpdateTicket(At("UpdateTicket"), update);
        if (updated.ok()) ++winners;
        if (errors::ReasonOf(updated.status()) == Reason::ETAG_MISMATCH) ++refused;
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(winners, 1);
    EXPECT_EQ(refused, 7);
    ticket = Now(ticket);
  }
}

TEST_F(TicketHandlersTest, StoreNothingWhenTheyOnlyValidate) {
  auto draft = Draft("r1");
  draft.set_validate_only(true);
  const Call create = At("CreateTicket");
  auto would_be = handlers_.CreateTicket(create, draft);
  ASSERT_THAT(would_be, IsOk());
  EXPECT_EQ(would_be->state(), Ticket::NEW);
  EXPECT_THAT(create.answer_metadata,
              Contains(Pair("steward-event-type", "dev.steward.ticket.created.v1")));

  const Ticket ticket = Created();
  EXPECT_EQ(ticket.name(), "tickets/INC-1") << "validating must not use up a number";
  auto start = For<v1::StartTicketRequest>(ticket);
  start.set_validate_only(true);
  const Call call = At("StartTicket");
  auto started = handlers_.StartTicket(call, start);
  ASSERT_THAT(started, IsOk());
  EXPECT_EQ(started->state(), Ticket::IN_PROGRESS);
  EXPECT_THAT(call.answer_metadata,
              Contains(Pair("steward-event-type", "dev.steward.ticket.started.v1")));
  EXPECT_EQ(Now(ticket).state(), Ticket::NEW);

  auto resume = For<v1::ResumeTicketRequest>(ticket);
  resume.set_validate_only(true);
  EXPECT_THAT(handlers_.ResumeTicket(At("ResumeTicket"), resume),
              HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST_F(TicketHandlersTest, TellTheHistoryPageByPage) {
  const Ticket ticket = Created();
  ASSERT_THAT(handlers_.StartTicket(At("StartTicket"), For<v1::StartTicketRequest>(ticket)),
              IsOk());
  auto hold = For<v1::HoldTicketRequest>(ticket);
  hold.set_hold_reason(Ticket::AWAITING_CALLER);
  hold.set_comment("Since when?");
  ASSERT_THAT(handlers_.HoldTicket(At("HoldTicket"), hold), IsOk());
  ASSERT_THAT(handlers_.ResolveTicket(At("ResolveTicket"), Resolution(ticket, "")), IsOk());

  std::vector<event::v1::Event> events;
  v1::ListTicketHistoryRequest request;
  request.set_name(ticket.name());
  request.set_page_size(3);
  do {
    auto page = handlers_.ListTicketHistory(At("ListTicketHistory"), request);
    ASSERT_THAT(page, IsOk());
    events.insert(events.end(), page->events().begin(), page->events().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && events.size() < 10);

  ASSERT_EQ(events.size(), 4u);
  const char* kTypes[] = {"created", "started", "held", "resolved"};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(events[i].type(), absl::StrCat("dev.steward.ticket.", kTypes[i], ".v1"));
    EXPECT_EQ(events[i].version(), i + 1);
    EXPECT_EQ(events[i].actor(), "users/alice");
    EXPECT_EQ(events[i].service(), "ticket");
  }
  ASSERT_EQ(events[1].changes_size(), 1) << events[1].DebugString();
  EXPECT_EQ(events[1].changes(0).path(), "state");
  EXPECT_EQ(events[1].changes(0).before().string_value(), "NEW");
  EXPECT_EQ(events[1].changes(0).after().string_value(), "IN_PROGRESS");
}

TEST_F(TicketHandlersTest, KeepTheHistoryOfOthersToThem) {
  const Ticket ticket = Created();
  v1::ListTicketHistoryRequest request;
  request.set_name(ticket.name());

  EXPECT_THAT(handlers_.ListTicketHistory(At("ListTicketHistory", "beta"), request),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  v1::GetTicketRequest get;
  get.set_name(ticket.name());
  EXPECT_THAT(handlers_.GetTicket(At("GetTicket", "beta"), get),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(handlers_.StartTicket(At("StartTicket", "beta"), For<v1::StartTicketRequest>(ticket)),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_EQ(handlers_.ListTickets(At("ListTickets", "beta"), {})->Parse().tickets_size(), 0);
}

TEST_F(TicketHandlersTest, DemandSomebodyToAssignTo) {
  const Ticket ticket = Created();
  EXPECT_THAT(handlers_.AssignTicket(At("AssignTicket"), For<v1::AssignTicketRequest>(ticket)),
              HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::ticket

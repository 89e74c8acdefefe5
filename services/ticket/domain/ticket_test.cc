#include "services/ticket/domain/ticket.h"

#include <map>
#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::ticket {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using v1::Ticket;

const absl::Time kThen = absl::FromUnixSeconds(1770000000);
const absl::Time kNow = kThen + absl::Hours(5);

// A ticket as it would stand in a state.
Ticket InState(Ticket::State state) {
  Ticket ticket;
  ticket.set_name("tickets/INC-1");
  ticket.set_kind(Ticket::INCIDENT);
  ticket.set_title("Mail is down");
  ticket.set_state(state);
  ticket.set_impact(Ticket::HIGH);
  ticket.set_urgency(Ticket::MEDIUM);
  ticket.set_priority(Ticket::P2);
  ticket.set_requester("users/alice");
  ticket.set_creator("users/bob");
  *ticket.mutable_create_time() = ToProto(kThen);
  *ticket.mutable_update_time() = ToProto(kThen);
  if (state == Ticket::ON_HOLD) ticket.set_hold_reason(Ticket::AWAITING_VENDOR);
  if (state == Ticket::RESOLVED || state == Ticket::CLOSED) {
    ticket.set_resolution_code(Ticket::FIXED);
    ticket.set_resolution_notes("Restarted it.");
    *ticket.mutable_resolve_time() = ToProto(kThen);
  }
  if (state == Ticket::CLOSED || state == Ticket::CANCELLED)
    *ticket.mutable_close_time() = ToProto(kThen);
  return ticket;
}

// What the handlers put in before an action.
Ticket WithValuesOf(absl::string_view action, Ticket ticket) {
  if (action == "hold") ticket.set_hold_reason(Ticket::AWAITING_CALLER);
  if (action == "assign") ticket.set_assignee("users/carol");
  if (action == "resolve") {
    ticket.set_resolution_code(Ticket::WORKAROUND);
    ticket.set_resolution_notes("Use the web client.");
  }
  return ticket;
}

const char* const kActions[] = {"assign",  "update", "start", "hold",  "resume",
                                "resolve", "reopen", "close", "cancel"};

struct Row {
  Ticket::State from;
  std::map<std::string, Ticket::State> to;  // action → state after it; nothing else is allowed
};

const Row kMatrix[] = {
    {Ticket::NEW,
     {{"assign", Ticket::NEW},
      {"cancel", Ticket::CANCELLED},
      {"resolve", Ticket::RESOLVED},
      {"start", Ticket::IN_PROGRESS},
      {"update", Ticket::NEW}}},
    {Ticket::IN_PROGRESS,
     {{"assign", Ticket::IN_PROGRESS},
      {"cancel", Ticket::CANCELLED},
      {"hold", Ticket::ON_HOLD},
      {"resolve", Ticket::RESOLVED},
      {"update", Ticket::IN_PROGRESS}}},
    {Ticket::ON_HOLD,
     {{"assign", Ticket::ON_HOLD},
      {"cancel", Ticket::CANCELLED},
      {"resolve", Ticket::RESOLVED},
      {"resume", Ticket::IN_PROGRESS},
      {"update", Ticket::ON_HOLD}}},
    {Ticket::RESOLVED,
     {{"close", Ticket::CLOSED}, {"reopen", Ticket::IN_PROGRESS}, {"update", Ticket::RESOLVED}}},
    {Ticket::CLOSED, {}},
    {Ticket::CANCELLED, {}},
};

TEST(Act, FollowsTheMatrix) {
  for (const Row& row : kMatrix) {
    for (const char* action : kActions) {
      SCOPED_TRACE(Ticket::State_Name(row.from) + " " + action);
      const Ticket before = WithValuesOf(action, InState(row.from));
      auto after = Act(before, action, kNow);
      auto expected = row.to.find(action);
      if (expected == row.to.end()) {
        EXPECT_THAT(after, HasReason(Reason::ILLEGAL_TRANSITION));
        EXPECT_THAT(after, StatusIs(absl::StatusCode::kFailedPrecondition));
        continue;
      }
      ASSERT_THAT(after, IsOk());
      EXPECT_EQ(after->state(), expected->second);
      EXPECT_EQ(FromProto(after->update_time()), kNow);
      EXPECT_EQ(FromProto(after->create_time()), kThen);
      EXPECT_EQ(after->name(), before.name());
    }
  }
}

TEST(Act, SaysWhatIsAllowedInstead) {
  auto refused = Act(InState(Ticket::RESOLVED), "start", kNow);
  EXPECT_THAT(std::string(refused.status().message()),
              ::testing::HasSubstr("close, reopen, update"));

  auto ended = Act(InState(Ticket::CLOSED), "reopen", kNow);
  EXPECT_THAT(std::string(ended.status().message()), ::testing::HasSubstr("nothing is allowed"));
}

TEST(Act, RefusesAnUnknownAction) {
  EXPECT_THAT(Act(InState(Ticket::NEW), "explode", kNow), HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST(Act, DemandsTheFieldsOfAnAction) {
  EXPECT_THAT(Act(InState(Ticket::IN_PROGRESS), "hold", kNow), HasReason(Reason::INVALID_FIELD));

  auto nothing = Act(InState(Ticket::IN_PROGRESS), "resolve", kNow);
  EXPECT_THAT(nothing, HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(std::string(nothing.status().message()),
              ::testing::AllOf(::testing::HasSubstr("resolution_code"),
                               ::testing::HasSubstr("resolution_notes")));

  Ticket code_only = InState(Ticket::IN_PROGRESS);
  code_only.set_resolution_code(Ticket::FIXED);
  EXPECT_THAT(Act(code_only, "resolve", kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(Act, ClearsTheHoldReasonWhenTheHoldEnds) {
  for (const char* action : {"resume", "resolve", "cancel"}) {
    auto after = Act(WithValuesOf(action, InState(Ticket::ON_HOLD)), action, kNow);
    ASSERT_THAT(after, IsOk());
    EXPECT_EQ(after->hold_reason(), Ticket::HOLD_REASON_UNSPECIFIED) << action;
  }
  auto assigned = Act(InState(Ticket::ON_HOLD), "assign", kNow);
  ASSERT_THAT(assigned, IsOk());
  EXPECT_EQ(assigned->hold_reason(), Ticket::AWAITING_VENDOR);
}

TEST(Act, NotesWhenATicketIsResolvedAndEnded) {
  auto resolved = Act(WithValuesOf("resolve", InState(Ticket::NEW)), "resolve", kNow);
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(FromProto(resolved->resolve_time()), kNow);
  EXPECT_FALSE(resolved->has_close_time());
  EXPECT_EQ(resolved->resolution_code(), Ticket::WORKAROUND);

  auto closed = Act(*resolved, "close", kNow + absl::Hours(1));
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(FromProto(closed->resolve_time()), kNow);
  EXPECT_EQ(FromProto(closed->close_time()), kNow + absl::Hours(1));
  EXPECT_EQ(closed->resolution_notes(), "Use the web client.");

  auto cancelled = Act(InState(Ticket::NEW), "cancel", kNow);
  ASSERT_THAT(cancelled, IsOk());
  EXPECT_EQ(FromProto(cancelled->close_time()), kNow);
  EXPECT_FALSE(cancelled->has_resolve_time());
}

TEST(Act, CountsReopeningsAndForgetsTheResolution) {
  Ticket ticket = InState(Ticket::RESOLVED);
  for (int round = 1; round <= 3; ++round) {
    auto reopened = Act(ticket, "reopen", kNow);
    ASSERT_THAT(reopened, IsOk());
    EXPECT_EQ(reopened->reopen_count(), round);
    EXPECT_EQ(reopened->resolution_code(), Ticket::RESOLUTION_CODE_UNSPECIFIED);
    EXPECT_EQ(reopened->resolution_notes(), "");
    EXPECT_FALSE(reopened->has_resolve_time());
    ticket = Act(WithValuesOf("resolve", *reopened), "resolve", kNow).value();
    EXPECT_EQ(ticket.reopen_count(), round);
  }
}

TEST(Act, DoesNotCountWhatIsNoReopening) {
  for (const char* action : {"start", "assign", "cancel"}) {
    auto after = Act(InState(Ticket::NEW), action, kNow);
    ASSERT_THAT(after, IsOk());
    EXPECT_EQ(after->reopen_count(), 0) << action;
  }
  auto resumed = Act(InState(Ticket::ON_HOLD), "resume", kNow);
  ASSERT_THAT(resumed, IsOk());
  EXPECT_EQ(resumed->reopen_count(), 0);
}

TEST(Create, IsForSomebodyOfTheTenantWhenAGuestRecordsIt) {
  Ticket draft;
  draft.set_kind(Ticket::INCIDENT);
  draft.set_title("Mail is down");
  EXPECT_THAT(Create(draft, "tenants/globex/users/bob", kNow), HasReason(Reason::INVALID_FIELD));

  draft.set_requester("users/alice");
  auto ticket = Create(draft, "tenants/globex/users/bob", kNow);

  ASSERT_THAT(ticket, IsOk());
  EXPECT_EQ(ticket->requester(), "users/alice");
  EXPECT_EQ(ticket->creator(), "tenants/globex/users/bob");
}

TEST(Create, FillsInWhatTheServerDecides) {
  Ticket draft;
  draft.set_kind(Ticket::INCIDENT);
  draft.set_title("Mail is down");

  auto ticket = Create(draft, "users/alice", kNow);

  ASSERT_THAT(ticket, IsOk());
  EXPECT_EQ(ticket->state(), Ticket::NEW);
  EXPECT_EQ(ticket->requester(), "users/alice");
  EXPECT_EQ(ticket->creator(), "users/alice");
  EXPECT_EQ(ticket->impact(), Ticket::MEDIUM);
  EXPECT_EQ(ticket->urgency(), Ticket::MEDIUM);
  EXPECT_EQ(ticket->priority(), Ticket::P3);
  EXPECT_EQ(FromProto(ticket->create_time()), kNow);
  EXPECT_EQ(FromProto(ticket->update_time()), kNow);
}

TEST(Create, TakesNothingThatOnlyTheServerSets) {
  Ticket draft = InState(Ticket::CLOSED);
  draft.set_assignee("users/mallory");
  draft.set_assignment_group("groups/mallory");
  draft.set_reopen_count(7);
  draft.set_priority(Ticket::P1);
  draft.set_impact(Ticket::LOW);
  draft.set_urgency(Ticket::LOW);
  draft.set_etag("mine");

  auto ticket = Create(draft, "users/carol", kNow);

  Ticket expected;
  expected.set_kind(Ticket::INCIDENT);
  expected.set_title("Mail is down");
  expected.set_state(Ticket::NEW);
  expected.set_impact(Ticket::LOW);
  expected.set_urgency(Ticket::LOW);
  expected.set_priority(Ticket::P5);
  expected.set_requester("users/alice");
  expected.set_creator("users/carol");
  *expected.mutable_create_time() = ToProto(kNow);
  *expected.mutable_update_time() = ToProto(kNow);
  ASSERT_THAT(ticket, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*ticket, expected)) << ticket->DebugString();
}

v1::UpdateTicketRequest Request(const Ticket& patch, const std::vector<std::string>& paths) {
  v1::UpdateTicketRequest request;
  *request.mutable_ticket() = patch;
  for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
  return request;
}

TEST(Update, ChangesOnlyWhatTheMaskNames) {
  Ticket patch;
  patch.set_title("Mail is slow");
  patch.set_description("Since noon.");
  patch.set_urgency(Ticket::HIGH);

  auto after = Update(InState(Ticket::NEW), Request(patch, {"title", "urgency"}), kNow);

  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->title(), "Mail is slow");
  EXPECT_EQ(after->description(), "");
  EXPECT_EQ(after->priority(), Ticket::P1);
  EXPECT_EQ(after->state(), Ticket::NEW);
  EXPECT_EQ(FromProto(after->update_time()), kNow);
}

TEST(Update, TakesWhatIsSetWhenThereIsNoMask) {
  Ticket patch;
  patch.set_description("Since noon.");
  patch.set_state(Ticket::CLOSED);

  auto after = Update(InState(Ticket::RESOLVED), Request(patch, {}), kNow);

  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->description(), "Since noon.");
  EXPECT_EQ(after->title(), "Mail is down");
  EXPECT_EQ(after->state(), Ticket::RESOLVED);
}

// As the catalog does for the tasks of an order.
TEST(Update, LeavesARequesterThatAServiceHasSet) {
  Ticket before = InState(Ticket::NEW), patch;
  before.set_requester("services/catalog");
  patch.set_description("With a charger.");

  auto after = Update(before, Request(patch, {}), kNow);

  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->requester(), "services/catalog");
  patch.set_requester("services/ticket");
  EXPECT_THAT(Update(before, Request(patch, {}), kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(Update, FallsBackToMediumWhenALevelIsCleared) {
  auto after = Update(InState(Ticket::NEW), Request(Ticket(), {"impact"}), kNow);

  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->impact(), Ticket::MEDIUM);
  EXPECT_EQ(after->priority(), Ticket::P3);
}

TEST(Update, RefusesBadMasks) {
  for (const char* path : {"kind", "no_such_field", "title.text", "", "create_time.seconds"}) {
    auto after = Update(InState(Ticket::NEW), Request(Ticket(), {path}), kNow);
    EXPECT_THAT(after, HasReason(Reason::INVALID_UPDATE_MASK)) << path;
  }
}

TEST(Update, NeverChangesWhatOnlyTheServerSets) {
  Ticket patch = InState(Ticket::CLOSED);
  patch.set_reopen_count(9);
  patch.set_assignee("users/mallory");
  const Ticket before = InState(Ticket::NEW);

  auto after =
      Update(before, Request(patch, {"state", "assignee", "reopen_count", "priority"}), kNow);

  ASSERT_THAT(after, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*after, before)) << after->DebugString();
}

TEST(Update, LeavesTheTicketAsItIsWhenNothingDiffers) {
  const Ticket before = InState(Ticket::NEW);
  for (const std::vector<std::string>& paths :
       std::vector<std::vector<std::string>>{{}, {"title", "impact"}, {"*"}, {"etag"}}) {
    auto after = Update(before, Request(before, paths), kNow);

    ASSERT_THAT(after, IsOk());
    EXPECT_TRUE(MessageDifferencer::Equals(*after, before)) << after->DebugString();
  }
}

TEST(Update, KeepsTheRulesOfTheContract) {
  Ticket empty_title;
  EXPECT_THAT(Update(InState(Ticket::NEW), Request(empty_title, {"title"}), kNow),
              HasReason(Reason::INVALID_FIELD));

  Ticket long_title;
  long_title.set_title(std::string(256, 'x'));
  EXPECT_THAT(Update(InState(Ticket::NEW), Request(long_title, {"title"}), kNow),
              HasReason(Reason::INVALID_FIELD));

  for (const char* requester : {"mallory", ""}) {
    Ticket nobody;
    nobody.set_requester(requester);
    EXPECT_THAT(Update(InState(Ticket::NEW), Request(nobody, {"requester"}), kNow),
                HasReason(Reason::INVALID_FIELD));
  }
}

TEST(Title, IsOneLineThatSaysSomething) {
  for (const char* title : {"  ", "a\nb", "a\x1b[31mb", "\t"}) {
    Ticket patch;
    patch.set_title(title);
    EXPECT_THAT(Update(InState(Ticket::NEW), Request(patch, {"title"}), kNow),
                HasReason(Reason::INVALID_FIELD));
    patch.set_kind(Ticket::INCIDENT);
    EXPECT_THAT(Create(patch, "users/alice", kNow), HasReason(Reason::INVALID_FIELD));
  }
}

TEST(Update, RefusesATicketThatHasEnded) {
  Ticket patch;
  patch.set_title("Mail is slow");
  for (Ticket::State state : {Ticket::CLOSED, Ticket::CANCELLED})
    EXPECT_THAT(Update(InState(state), Request(patch, {"title"}), kNow),
                HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST(Act, EndsATaskThatIsResolved) {
  Ticket task = InState(Ticket::NEW);
  task.set_kind(Ticket::TASK);

  const auto resolved = Act(WithValuesOf("resolve", task), "resolve", kNow);

  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(resolved->state(), Ticket::RESOLVED);
  EXPECT_EQ(FromProto(resolved->resolve_time()), kNow);
  EXPECT_EQ(FromProto(resolved->close_time()), kNow);
  for (const char* action : {"reopen", "close", "update", "cancel"})
    EXPECT_THAT(Act(*resolved, action, kNow), HasReason(Reason::ILLEGAL_TRANSITION)) << action;
}

TEST(Create, RefusesALinkTwice) {
  Ticket draft;
  for (int i = 0; i < 2; ++i) draft.add_links()->set_name("changes/CHG-7");
  EXPECT_THAT(Create(draft, "users/alice", kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(Update, ReplacesLinksAndKeepsTheParent) {
  Ticket ticket = InState(Ticket::NEW);
  ticket.set_parent("requests/REQ-3");
  ticket.add_links()->set_name("changes/CHG-1");
  ticket.mutable_links(0)->set_type(Ticket::Link::RELATES_TO);
  Ticket patch = ticket;
  patch.mutable_links(0)->set_name("changes/CHG-7");

  const auto after = Update(ticket, Request(patch, {"links"}), kNow);

  ASSERT_THAT(after, IsOk());
  ASSERT_EQ(after->links_size(), 1);
  EXPECT_EQ(after->links(0).name(), "changes/CHG-7");
  patch.set_parent("requests/REQ-4");
  EXPECT_THAT(Update(ticket, Request(patch, {"parent"}), kNow),
              HasReason(Reason::INVALID_UPDATE_MASK));
  patch = ticket;
  patch.mutable_links(0)->set_name(ticket.name());
  EXPECT_THAT(Update(ticket, Request(patch, {"links"}), kNow), HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::ticket

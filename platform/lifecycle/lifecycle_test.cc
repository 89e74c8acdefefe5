#include "platform/lifecycle/lifecycle.h"

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "platform/status/errors.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::lifecycle {
namespace {

using errors::Reason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ticket::v1::Ticket;

const Lifecycle& Incident() {
  static const Lifecycle* const lifecycle = [] {
    std::ifstream file("services/ticket/lifecycles/incident.json");
    const std::string document{std::istreambuf_iterator<char>(file), {}};
    return new Lifecycle(Lifecycle::Load(document, Ticket::State_descriptor()).value());
  }();
  return *lifecycle;
}

Ticket Full(Ticket::State state) {
  Ticket ticket;
  ticket.set_state(state);
  ticket.set_title("VPN");
  ticket.set_hold_reason(Ticket::AWAITING_VENDOR);
  ticket.set_resolution_code(Ticket::FIXED);
  ticket.set_resolution_notes("done");
  ticket.mutable_resolve_time()->set_seconds(1);
  return ticket;
}

TEST(Lifecycle, AllowsExactlyTheActionsOfEachState) {
  EXPECT_THAT(Incident().AllowedActions("NEW"),
              ElementsAre("assign", "cancel", "resolve", "start", "update"));
  EXPECT_THAT(Incident().AllowedActions("IN_PROGRESS"),
              ElementsAre("assign", "cancel", "hold", "resolve", "update"));
  EXPECT_THAT(Incident().AllowedActions("ON_HOLD"),
              ElementsAre("assign", "cancel", "resolve", "resume", "update"));
  EXPECT_THAT(Incident().AllowedActions("RESOLVED"), ElementsAre("close", "reopen", "update"));
  for (const char* state : {"CLOSED", "CANCELLED", "STATE_UNSPECIFIED", "", "new"})
    EXPECT_THAT(Incident().AllowedActions(state), IsEmpty()) << state;
}

TEST(Apply, LeadsFromEveryStateToTheRightOneOrRefuses) {
  using Action = std::pair<Ticket::State, std::string>;
  const std::map<Action, Ticket::State> expected = {
      {{Ticket::NEW, "start"}, Ticket::IN_PROGRESS},
      {{Ticket::NEW, "resolve"}, Ticket::RESOLVED},
      {{Ticket::NEW, "cancel"}, Ticket::CANCELLED},
      {{Ticket::NEW, "assign"}, Ticket::NEW},
      {{Ticket::NEW, "update"}, Ticket::NEW},
      {{Ticket::IN_PROGRESS, "hold"}, Ticket::ON_HOLD},
      {{Ticket::IN_PROGRESS, "resolve"}, Ticket::RESOLVED},
      {{Ticket::IN_PROGRESS, "cancel"}, Ticket::CANCELLED},
      {{Ticket::IN_PROGRESS, "assign"}, Ticket::IN_PROGRESS},
      {{Ticket::IN_PROGRESS, "update"}, Ticket::IN_PROGRESS},
      {{Ticket::ON_HOLD, "resume"}, Ticket::IN_PROGRESS},
      {{Ticket::ON_HOLD, "resolve"}, Ticket::RESOLVED},
      {{Ticket::ON_HOLD, "cancel"}, Ticket::CANCELLED},
      {{Ticket::ON_HOLD, "assign"}, Ticket::ON_HOLD},
      {{Ticket::ON_HOLD, "update"}, Ticket::ON_HOLD},
      {{Ticket::RESOLVED, "reopen"}, Ticket::IN_PROGRESS},
      {{Ticket::RESOLVED, "close"}, Ticket::CLOSED},
      {{Ticket::RESOLVED, "update"}, Ticket::RESOLVED},
  };
  for (int number = 0; number < Ticket::State_ARRAYSIZE; ++number) {
    const auto state = static_cast<Ticket::State>(number);
    for (const char* action : {"start", "hold", "resume", "resolve", "reopen", "close", "cancel",
                               "assign", "update", "explode", ""}) {
      SCOPED_TRACE(Ticket::State_Name(state) + " " + action);
      Ticket ticket = Full(state);
      const absl::Status status = Incident().Apply(action, &ticket);
      const auto to = expected.find({state, action});
      EXPECT_EQ(status.ok(), to != expected.end());
      EXPECT_EQ(Incident().Allows(Ticket::State_Name(state), action), status.ok());
      EXPECT_EQ(ticket.state(), to == expected.end() ? state : to->second);
      if (!status.ok()) {
        EXPECT_EQ(errors::ReasonOf(status), Reason::ILLEGAL_TRANSITION);
        EXPECT_EQ(ticket.DebugString(), Full(state).DebugString());
      }
    }
  }
}

TEST(Apply, ClearsWhatTheActionEnds) {
  Ticket ticket = Full(Ticket::RESOLVED);

  ASSERT_TRUE(Incident().Apply("reopen", &ticket).ok());

  EXPECT_EQ(ticket.resolution_code(), Ticket::RESOLUTION_CODE_UNSPECIFIED);
  EXPECT_EQ(ticket.resolution_notes(), "");
  EXPECT_FALSE(ticket.has_resolve_time());
  EXPECT_EQ(ticket.title(), "VPN");
}

TEST(Apply, LeavesNoHoldReasonBehind) {
  for (const char* action : {"resume", "resolve", "cancel"}) {
    Ticket ticket = Full(Ticket::ON_HOLD);
    ASSERT_TRUE(Incident().Apply(action, &ticket).ok());
    EXPECT_EQ(ticket.hold_reason(), Ticket::HOLD_REASON_UNSPECIFIED) << action;
  }
}

TEST(Apply, TellsOfEveryRequiredField) {
  Ticket ticket;
  ticket.set_state(Ticket::NEW);

  const absl::Status status = Incident().Apply("resolve", &ticket);

  EXPECT_EQ(errors::ReasonOf(status), Reason::INVALID_FIELD);
  EXPECT_EQ(status.message(),
            "resolution_code: is required to resolve; resolution_notes: is required to resolve");
}

TEST(Apply, RefusesARecordOfAnotherKind) {
  v1::Lifecycle record;

  EXPECT_EQ(errors::ReasonOf(Incident().Apply("start", &record)), Reason::INTERNAL);
}

TEST(Lifecycle, RestartsInTheInitialState) {
  Ticket ticket = Full(Ticket::CLOSED);

  Incident().Restart(&ticket);

  EXPECT_EQ(ticket.state(), Ticket::NEW);
}

TEST(Lifecycle, KnowsEventTypesAndCategories) {
  EXPECT_EQ(Incident().Find("hold").event_type(), "dev.steward.ticket.held.v1");
  EXPECT_EQ(Incident().Find("explode").event_type(), "");
  EXPECT_EQ(Incident().CategoryOf("NEW"), v1::INITIAL);
  EXPECT_EQ(Incident().CategoryOf("ON_HOLD"), v1::WAITING);
  EXPECT_EQ(Incident().CategoryOf("CANCELLED"), v1::TERMINAL);
  EXPECT_EQ(Incident().CategoryOf("x"), v1::CATEGORY_UNSPECIFIED);
}

TEST(Lifecycle, StaysUsableWhenCopiedAndMoved) {
  Lifecycle copy = Incident();
  const Lifecycle moved = std::move(copy);

  EXPECT_THAT(moved.AllowedActions("RESOLVED"), ElementsAre("close", "reopen", "update"));
}

}  // namespace
}  // namespace steward::lifecycle

#include "services/ticket/domain/kind.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace steward::ticket {
namespace {

using lifecycle::Category;
using v1::Ticket;

constexpr Ticket::Kind kKinds[] = {Ticket::INCIDENT, Ticket::REQUEST, Ticket::TASK};

using Actions = std::vector<std::string>;
using States = std::map<Ticket::State, Actions>;

// What each state allows.
const States& Expected(Ticket::Kind kind) {
  static const States restorable = {
      {Ticket::NEW, {"assign", "cancel", "resolve", "start", "update"}},
      {Ticket::IN_PROGRESS, {"assign", "cancel", "hold", "resolve", "update"}},
      {Ticket::ON_HOLD, {"assign", "cancel", "resolve", "resume", "update"}},
      {Ticket::RESOLVED, {"close", "reopen", "update"}},
      {Ticket::CLOSED, {}},
      {Ticket::CANCELLED, {}}};
  static const States task = {{Ticket::NEW, {"assign", "cancel", "resolve", "start", "update"}},
                              {Ticket::IN_PROGRESS, {"assign", "cancel", "resolve", "update"}},
                              {Ticket::RESOLVED, {}},
                              {Ticket::CANCELLED, {}}};
  return kind == Ticket::TASK ? task : restorable;
}

TEST(Kind, HasASeriesOfItsOwn) {
  EXPECT_EQ(SeriesOf(Ticket::INCIDENT), "INC");
  EXPECT_EQ(SeriesOf(Ticket::REQUEST), "SR");
  EXPECT_EQ(SeriesOf(Ticket::TASK), "TSK");
}

TEST(Kind, CoversEveryKindOfTheContract) {
  std::set<std::string> names;
  for (int number = Ticket::Kind_MIN + 1; number <= Ticket::Kind_MAX; ++number)
    EXPECT_TRUE(names.insert(LifecycleOf(static_cast<Ticket::Kind>(number)).name()).second)
        << number;
}

TEST(Kind, BeginsNew) {
  for (const Ticket::Kind kind : kKinds) EXPECT_EQ(LifecycleOf(kind).initial_state(), "NEW");
}

TEST(Kind, SaysWhichActionsAStateAllows) {
  for (const Ticket::Kind kind : kKinds) {
    for (int state = Ticket::State_MIN + 1; state <= Ticket::State_MAX; ++state) {
      const std::string& name = Ticket::State_Name(static_cast<Ticket::State>(state));
      const auto expected = Expected(kind).find(static_cast<Ticket::State>(state));
      const bool is_known = expected != Expected(kind).end();
      EXPECT_EQ(LifecycleOf(kind).AllowedActions(name), is_known ? expected->second : Actions())
          << Ticket::Kind_Name(kind) << " " << name;
      EXPECT_EQ(LifecycleOf(kind).CategoryOf(name) != Category::CATEGORY_UNSPECIFIED, is_known)
          << Ticket::Kind_Name(kind) << " " << name;
    }
  }
}

TEST(Kind, NamesTheEventOfEachAction) {
  const std::map<std::string, std::string> kEvents = {
      {"assign", "assigned"}, {"update", "updated"}, {"start", "started"},
      {"hold", "held"},       {"resume", "resumed"}, {"resolve", "resolved"},
      {"reopen", "reopened"}, {"close", "closed"},   {"cancel", "cancelled"}};
  for (const Ticket::Kind kind : kKinds)
    for (const auto& [state, actions] : Expected(kind))
      for (const std::string& action : actions)
        EXPECT_EQ(LifecycleOf(kind).Find(action).event_type(),
                  "dev.steward.ticket." + kEvents.at(action) + ".v1");
}

// The column `queue` counts on it: 0004_queue.sql.
TEST(Kind, IsWorkedOnWhileItIsNewOrInProgress) {
  for (const Ticket::Kind kind : kKinds) {
    for (const auto& [state, actions] : Expected(kind)) {
      const Category category = LifecycleOf(kind).CategoryOf(Ticket::State_Name(state));
      EXPECT_EQ(category == Category::INITIAL || category == Category::ACTIVE,
                state == Ticket::NEW || state == Ticket::IN_PROGRESS)
          << Ticket::Kind_Name(kind) << " " << Ticket::State_Name(state);
    }
  }
}

}  // namespace
}  // namespace steward::ticket

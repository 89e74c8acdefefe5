#include "services/change_approval/domain/kind.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace steward::change {
namespace {

using lifecycle::Category;

constexpr ChangeModel::Kind kKinds[] = {ChangeModel::STANDARD, ChangeModel::NORMAL,
                                        ChangeModel::EMERGENCY};

using Actions = std::vector<std::string>;
using States = std::map<Change::State, Actions>;

// What each state allows.
const States& Expected(ChangeModel::Kind kind) {
  static const States normal = {{Change::NEW, {"assess", "cancel", "update"}},
                                {Change::ASSESSMENT, {"cancel", "requestApproval", "update"}},
                                {Change::AUTHORIZATION, {"cancel", "update"}},
                                {Change::SCHEDULED, {"cancel", "start", "update"}},
                                {Change::IMPLEMENTATION, {"complete", "fail"}},
                                {Change::BACKOUT, {"backOut"}},
                                {Change::REVIEW, {"close"}},
                                {Change::CLOSED, {}},
                                {Change::CANCELLED, {}}};
  static const States standard = {{Change::SCHEDULED, {"cancel", "start", "update"}},
                                  {Change::IMPLEMENTATION, {"complete", "fail"}},
                                  {Change::BACKOUT, {"backOut"}},
                                  {Change::REVIEW, {"close"}},
                                  {Change::CLOSED, {}},
                                  {Change::CANCELLED, {}}};
  static const States emergency = {
      {Change::NEW, {"cancel", "start", "update"}},
      {Change::IMPLEMENTATION, {"complete", "fail", "requestApproval", "update"}},
      {Change::BACKOUT, {"backOut", "requestApproval", "update"}},
      {Change::REVIEW, {"close", "requestApproval", "update"}},
      {Change::CLOSED, {}},
      {Change::CANCELLED, {}}};
  if (kind == ChangeModel::STANDARD) return standard;
  return kind == ChangeModel::NORMAL ? normal : emergency;
}

TEST(Kind, CoversEveryKindOfTheContract) {
  std::set<std::string> names;
  for (const ChangeModel::Kind kind : kKinds)
    EXPECT_TRUE(names.insert(LifecycleOf(kind).name()).second) << kind;
  EXPECT_EQ(names.size(), static_cast<size_t>(ChangeModel::Kind_MAX));
}

TEST(Kind, SaysWhichActionsAStateAllows) {
  for (const ChangeModel::Kind kind : kKinds) {
    for (int state = Change::State_MIN + 1; state <= Change::State_MAX; ++state) {
      const std::string& name = Change::State_Name(static_cast<Change::State>(state));
      const auto expected = Expected(kind).find(static_cast<Change::State>(state));
      const bool is_known = expected != Expected(kind).end();
      EXPECT_EQ(LifecycleOf(kind).AllowedActions(name), is_known ? expected->second : Actions())
          << ChangeModel::Kind_Name(kind) << " " << name;
      EXPECT_EQ(LifecycleOf(kind).CategoryOf(name) != Category::CATEGORY_UNSPECIFIED, is_known)
          << ChangeModel::Kind_Name(kind) << " " << name;
    }
  }
}

TEST(Kind, NamesTheEventOfEachAction) {
  const std::map<std::string, std::string> kEvents = {{"update", "updated"},
                                                      {"assess", "assessed"},
                                                      {"requestApproval", "approval_requested"},
                                                      {"start", "started"},
                                                      {"complete", "completed"},
                                                      {"fail", "failed"},
                                                      {"backOut", "backed_out"},
                                                      {"close", "closed"},
                                                      {"cancel", "cancelled"}};
  for (const ChangeModel::Kind kind : kKinds)
    for (const auto& [state, actions] : Expected(kind))
      for (const std::string& action : actions)
        EXPECT_EQ(LifecycleOf(kind).Find(action).event_type(),
                  "dev.steward.change." + kEvents.at(action) + ".v1");
}

// They follow from the approval.
TEST(Kind, HasActionsThatNoCallerTakes) {
  const auto& normal = LifecycleOf(ChangeModel::NORMAL);
  const struct {
    const char *state, *action, *event;
  } cases[] = {{"AUTHORIZATION", "schedule", "scheduled"},
               {"AUTHORIZATION", "reject", "rejected"},
               {"SCHEDULED", "reauthorize", "approval_requested"}};
  for (const auto& each : cases) {
    EXPECT_TRUE(normal.Allows(each.state, each.action)) << each.action;
    EXPECT_EQ(normal.Find(each.action).event_type(),
              absl::StrCat("dev.steward.change.", each.event, ".v1"));
  }
}

TEST(Kind, SaysWhatSetsOneApartFromOthers) {
  for (const ChangeModel::Kind kind : kKinds) {
    EXPECT_EQ(UsesTemplate(kind), kind == ChangeModel::STANDARD);
    EXPECT_EQ(AsksWith(kind, "requestApproval"), kind == ChangeModel::NORMAL);
    EXPECT_EQ(AsksWith(kind, "start"), kind == ChangeModel::EMERGENCY);
    EXPECT_FALSE(AsksWith(kind, ""));
    EXPECT_EQ(KeepsWindow(kind), kind != ChangeModel::EMERGENCY);
  }
}

}  // namespace
}  // namespace steward::change

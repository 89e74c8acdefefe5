#include "services/change_approval/domain/actions.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "services/change_approval/domain/changes_for_test.h"

namespace steward::change {
namespace {

using errors::Reason;

v1::CloseChangeRequest Outcome(Change::CloseCode code = Change::SUCCESSFUL,
                               const char* notes = "Fine.") {
  v1::CloseChangeRequest request;
  request.set_close_code(code);
  request.set_close_notes(notes);
  return request;
}

using Action = std::function<absl::StatusOr<Change>(const Change&)>;
struct Row {
  const char* name;
  Action act;
};

const std::vector<Row>& Actions() {
  static const std::vector<Row> rows = {
      {"assess", [](const Change& c) { return Assess(c, kNow); }},
      {"start", [](const Change& c) { return Start(c, "users/ivan", kNow); }},
      {"complete", [](const Change& c) { return Complete(c, kNow); }},
      {"fail", [](const Change& c) { return Fail(c, "It does not boot.", kNow); }},
      {"backOut", [](const Change& c) { return BackOut(c, kNow); }},
      {"close", [](const Change& c) { return Close(c, Outcome(), kNow); }},
      {"cancel", [](const Change& c) { return Cancel(c, "Not needed.", kNow); }},
      {"requestApproval", [](const Change& c) { return Act(c, "requestApproval", kNow); }},
      {"schedule", [](const Change& c) { return Act(c, "schedule", kNow); }},
      {"reject", [](const Change& c) { return Act(c, "reject", kNow); }},
      {"reauthorize", [](const Change& c) { return Act(c, "reauthorize", kNow); }},
  };
  return rows;
}

// "NORMAL NEW assess" → where it leads; everything else is refused.
const std::map<std::string, Change::State>& Transitions() {
  static const std::map<std::string, Change::State> transitions = {
      {"NORMAL NEW assess", Change::ASSESSMENT},
      {"NORMAL ASSESSMENT requestApproval", Change::AUTHORIZATION},
      {"NORMAL AUTHORIZATION schedule", Change::SCHEDULED},
      {"NORMAL AUTHORIZATION reject", Change::NEW},
      {"NORMAL SCHEDULED reauthorize", Change::AUTHORIZATION},
      {"NORMAL SCHEDULED start", Change::IMPLEMENTATION},
      {"NORMAL IMPLEMENTATION complete", Change::REVIEW},
      {"NORMAL IMPLEMENTATION fail", Change::BACKOUT},
      {"NORMAL BACKOUT backOut", Change::REVIEW},
      {"NORMAL REVIEW close", Change::CLOSED},
      {"NORMAL NEW cancel", Change::CANCELLED},
      {"NORMAL ASSESSMENT cancel", Change::CANCELLED},
      {"NORMAL AUTHORIZATION cancel", Change::CANCELLED},
      {"NORMAL SCHEDULED cancel", Change::CANCELLED},
      {"STANDARD SCHEDULED start", Change::IMPLEMENTATION},
      {"STANDARD IMPLEMENTATION complete", Change::REVIEW},
      {"STANDARD IMPLEMENTATION fail", Change::BACKOUT},
      {"STANDARD BACKOUT backOut", Change::REVIEW},
      {"STANDARD REVIEW close", Change::CLOSED},
      {"STANDARD SCHEDULED cancel", Change::CANCELLED},
      {"EMERGENCY NEW start", Change::IMPLEMENTATION},
      {"EMERGENCY IMPLEMENTATION requestApproval", Change::IMPLEMENTATION},
      {"EMERGENCY IMPLEMENTATION complete", Change::REVIEW},
      {"EMERGENCY IMPLEMENTATION fail", Change::BACKOUT},
      {"EMERGENCY BACKOUT requestApproval", Change::BACKOUT},
      {"EMERGENCY BACKOUT backOut", Change::REVIEW},
      {"EMERGENCY REVIEW requestApproval", Change::REVIEW},
      {"EMERGENCY REVIEW close", Change::CLOSED},
      {"EMERGENCY NEW cancel", Change::CANCELLED},
  };
  return transitions;
}

TEST(Actions, LeadWhereTheLifecycleSays) {
  size_t taken = 0;
  for (const auto kind : {ChangeModel::NORMAL, ChangeModel::STANDARD, ChangeModel::EMERGENCY}) {
    for (int number = Change::State_MIN + 1; number <= Change::State_MAX; ++number) {
      const auto state = static_cast<Change::State>(number);
      for (const Row& row : Actions()) {
        const std::string key = absl::StrCat(ChangeModel::Kind_Name(kind), " ",
                                             Change::State_Name(state), " ", row.name);
        const auto next = row.act(ChangeIn(kind, state));
        const auto expected = Transitions().find(key);
        if (expected == Transitions().end()) {
          EXPECT_THAT(next, HasReason(Reason::ILLEGAL_TRANSITION)) << key;
          continue;
        }
        ++taken;
        ASSERT_THAT(next, IsOk()) << key;
        EXPECT_EQ(next->state(), expected->second) << key;
      }
    }
  }
  EXPECT_EQ(taken, Transitions().size());
}

TEST(Actions, DemandWhatTheyNeed) {
  const auto without = [](const char* field, ChangeModel::Kind kind, Change::State state) {
    Change change = ChangeIn(kind, state);
    change.GetReflection()->ClearField(&change, Change::descriptor()->FindFieldByName(field));
    return change;
  };
  for (const char* field : {"implementation_plan", "planned_start_time", "planned_end_time"}) {
    const Change change = without(field, ChangeModel::NORMAL, Change::NEW);
    EXPECT_THAT(Assess(change, kNow), HasReason(Reason::INVALID_FIELD)) << field;
  }
  const Change under_way = ChangeIn(ChangeModel::NORMAL, Change::IMPLEMENTATION);
  EXPECT_THAT(Fail(under_way, "", kNow), HasReason(Reason::INVALID_FIELD));
  const Change over = ChangeIn(ChangeModel::NORMAL, Change::REVIEW);
  EXPECT_THAT(Close(over, Outcome(Change::SUCCESSFUL, ""), kNow), HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(Close(over, Outcome(Change::CLOSE_CODE_UNSPECIFIED), kNow),
              HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(Cancel(Recorded(ChangeModel::NORMAL), "", kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(Assess, DemandsAWayBackWhereTheRiskIsHigh) {
  Change change = ChangeIn(ChangeModel::NORMAL, Change::NEW);
  EXPECT_EQ(Assess(change, kNow)->risk().score(), 4);
  change.set_impact(Change::HIGH);
  EXPECT_EQ(Assess(change, kNow)->risk().level(), Risk::HIGH);
  change.clear_backout_plan();
  EXPECT_THAT(Assess(change, kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(Start, KeepsToTheWindow) {
  const struct {
    absl::Duration from, to;
    bool is_open;
  } cases[] = {
      {absl::ZeroDuration(), absl::Hours(1), true},
      {absl::Seconds(1), absl::Hours(1), false},
      {-absl::Hours(1), absl::Seconds(1), true},
      {-absl::Hours(1), absl::ZeroDuration(), false},
  };
  for (const auto& c : cases) {
    for (const auto kind : {ChangeModel::NORMAL, ChangeModel::STANDARD}) {
      Change change = ChangeIn(kind, Change::SCHEDULED);
      Plan(c.from, c.to, &change);
      EXPECT_EQ(errors::ReasonOf(Start(change, "users/ivan", kNow).status()),
                c.is_open ? Reason::REASON_UNSPECIFIED : Reason::OUTSIDE_WINDOW);
    }
    Change change = ChangeIn(ChangeModel::EMERGENCY, Change::NEW);
    Plan(c.from, c.to, &change);
    EXPECT_THAT(Start(change, "users/ivan", kNow), IsOk());
  }
}

TEST(Start, MakesAUserTheImplementerWhereThereIsNone) {
  const struct {
    const char *before, *caller, *after;
  } cases[] = {
      {"", "users/wes", "users/wes"},
      {"", "serviceAccounts/bot", ""},
      {"users/ivan", "users/wes", "users/ivan"},
  };
  for (const auto& c : cases) {
    Change change = ChangeIn(ChangeModel::NORMAL, Change::SCHEDULED);
    change.set_implementer(c.before);
    EXPECT_EQ(Start(change, c.caller, kNow)->implementer(), c.after) << c.caller;
  }
}

TEST(Actions, RecordWhenAndHow) {
  const Change begun =
      Start(ChangeIn(ChangeModel::EMERGENCY, Change::NEW), "users/ivan", kNow).value();
  EXPECT_EQ(FromProto(begun.actual_start_time()), kNow);
  EXPECT_GT(begun.risk().score(), 0);
  EXPECT_EQ(FromProto(Complete(begun, kNow)->actual_end_time()), kNow);
  EXPECT_FALSE(Complete(begun, kNow)->backed_out());
  const Change failed = Fail(begun, "It does not boot.", kNow).value();
  EXPECT_EQ(failed.failure_notes(), "It does not boot.");
  const Change undone = BackOut(failed, kNow).value();
  EXPECT_TRUE(undone.backed_out());
  EXPECT_EQ(FromProto(undone.actual_end_time()), kNow);
}

TEST(Close, TakesWhatWasBackedOutForUnsuccessful) {
  Change undone = ChangeIn(ChangeModel::NORMAL, Change::REVIEW);
  undone.set_backed_out(true);
  for (const auto code : {Change::SUCCESSFUL, Change::SUCCESSFUL_WITH_ISSUES})
    EXPECT_THAT(Close(undone, Outcome(code), kNow), HasReason(Reason::INVALID_FIELD));
  EXPECT_EQ(Close(undone, Outcome(Change::UNSUCCESSFUL), kNow)->state(), Change::CLOSED);
}

}  // namespace
}  // namespace steward::change

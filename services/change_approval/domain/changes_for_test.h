#pragma once

// Changes as tests of this service want them.

#include <string>

#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/domain/change.h"
#include "services/change_approval/domain/risk.h"

namespace steward::change {

inline const absl::Time kNow = absl::FromUnixSeconds(1770000000);

inline ChangeModel ModelOf(ChangeModel::Kind kind) {
  ChangeModel model;
  model.set_name("changeModels/network");
  model.set_title("Network");
  model.set_kind(kind);
  if (kind == ChangeModel::STANDARD) return model;
  auto* technical = model.add_stages();
  technical->set_title("Technical");
  technical->set_rule(approval::v1::Stage::ANY);
  technical->add_users("users/a");
  technical->add_fields("implementation_plan");
  auto* board = model.add_stages();
  board->set_title("Board");
  board->set_rule(approval::v1::Stage::COUNT);
  board->set_required_count(2);
  board->add_groups("groups/board");
  board->add_fields("planned_start_time");
  board->add_fields("planned_end_time");
  return model;
}

inline ChangeTemplate Template() {
  ChangeTemplate source;
  source.set_name("changeTemplates/restart");
  source.set_title("Restart the proxy");
  source.set_description("All of it.");
  source.set_implementation_plan("Restart it.");
  source.set_backout_plan("Start the old one.");
  source.set_test_plan("Ask it for a page.");
  source.set_impact(Change::LOW);
  source.add_configuration_items("configurationItems/proxy-1");
  source.mutable_max_duration()->set_seconds(3600);
  return source;
}

// A window from `from` to `to` after kNow.
inline void Plan(absl::Duration from, absl::Duration to, Change* change) {
  *change->mutable_planned_start_time() = ToProto(kNow + from);
  *change->mutable_planned_end_time() = ToProto(kNow + to);
}

inline Change DraftOf(ChangeModel::Kind kind) {
  Change draft;
  draft.set_model("changeModels/network");
  draft.set_implementer("users/ivan");
  Plan(absl::ZeroDuration(), absl::Hours(1), &draft);
  if (kind == ChangeModel::STANDARD) {
    draft.set_template_("changeTemplates/restart");
    return draft;
  }
  draft.set_title("New switches");
  draft.set_implementation_plan("Screw them in.");
  draft.set_backout_plan("Screw the old ones in.");
  draft.set_test_plan("Ping.");
  return draft;
}

// Recorded at kNow by users/rita.
inline Change Recorded(ChangeModel::Kind kind) {
  const ChangeTemplate source =
      kind == ChangeModel::STANDARD ? Template() : ChangeTemplate::default_instance();
  const auto made = Create(DraftOf(kind), ModelOf(kind), source, "users/rita", kNow);
  EXPECT_THAT(made, IsOk());
  Change change = made.value_or(Change());
  change.set_name("changes/CHG-7");
  return change;
}

// In a state, whatever led to it.
inline Change ChangeIn(ChangeModel::Kind kind, Change::State state) {
  Change change = Recorded(kind);
  change.set_state(state);
  return change;
}

}  // namespace steward::change

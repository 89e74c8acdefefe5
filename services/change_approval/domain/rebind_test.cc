#include "services/change_approval/domain/approvals_for_test.h"

namespace steward::approval {
namespace {

Binding Anew(int from_stage) {
  return {std::string(64, 'b'), "Newer switches", "users/rita", {"users/x"}, from_stage};
}

TEST(Rebind, VoidsFromAStageOn) {
  const Approval pending = Asked({StageOf(Stage::ANY), StageOf(Stage::ANY)}, "ab");

  const Approval rebound = Last(Rebind(pending, Anew(1), kNow));

  EXPECT_EQ(rebound.subject_digest(), std::string(64, 'b'));
  EXPECT_EQ(rebound.title(), "Newer switches");
  ASSERT_EQ(rebound.excluded_size(), 1);
  EXPECT_EQ(rebound.excluded(0), "users/x");
  EXPECT_EQ(rebound.stages(0).state(), Stage::OPEN);
  EXPECT_EQ(rebound.stages(1).state(), Stage::WAITING);
}

TEST(Rebind, GivesNewTimeToWhatWasApproved) {
  Approval approved = Asked({StageOf(Stage::ANY)}, "a");
  approved.set_state(Approval::APPROVED);
  approved.mutable_stages(0)->set_state(Stage::APPROVED);
  const absl::Time late = FromProto(approved.expire_time()) + absl::Hours(1);
  const Approval asked = Last(Rebind(approved, Anew(0), late));
  EXPECT_EQ(asked.state(), Approval::PENDING);
  EXPECT_EQ(asked.stages(0).state(), Stage::OPEN);
  EXPECT_EQ(FromProto(asked.expire_time()), late + absl::Hours(24 * 14));
}

// Who changes what no stage decides about does not approve anything.
TEST(Rebind, LeavesApprovedWhatNoStageDecidesAbout) {
  Approval approved = Asked({StageOf(Stage::ANY)}, "a");
  approved.set_state(Approval::APPROVED);
  *approved.mutable_decide_time() = ToProto(kThen);
  approved.mutable_stages(0)->set_state(Stage::APPROVED);
  const absl::Time late = FromProto(approved.expire_time()) + absl::Hours(1);

  const auto kept = Rebind(approved, Anew(1), late);

  ASSERT_THAT(kept, IsOk());
  ASSERT_EQ(kept->size(), 1u);
  EXPECT_EQ(kept->front().event_type, "dev.steward.approval.restated.v1");
  EXPECT_EQ(Last(kept).state(), Approval::APPROVED);
  EXPECT_EQ(Last(kept).requester(), "users/rita");
  EXPECT_EQ(FromProto(Last(kept).decide_time()), kThen);
}

TEST(Rebind, RefusesWhatHasEnded) {
  Approval pending = Asked({StageOf(Stage::ANY)}, "a");
  const absl::Time late = FromProto(pending.expire_time());
  EXPECT_THAT(Rebind(pending, Anew(0), late), HasReason(errors::Reason::APPROVAL_EXPIRED));
  pending.set_state(Approval::REJECTED);
  EXPECT_THAT(Rebind(pending, Anew(0), kNow), HasReason(errors::Reason::ILLEGAL_TRANSITION));
}

}  // namespace
}  // namespace steward::approval

#include "services/change_approval/domain/change_template.h"

#include "services/change_approval/domain/changes_for_test.h"

namespace steward::change {
namespace {

using errors::Reason;

ChangeTemplate Written() { return CreateTemplate(Template(), "users/carl", kNow).value(); }

absl::StatusOr<ChangeTemplate> Retitle(const ChangeTemplate& source, const char* title) {
  v1::UpdateChangeTemplateRequest request;
  request.mutable_change_template()->set_title(title);
  return UpdateTemplate(source, request, "users/dora", kNow);
}

TEST(ChangeTemplate, IsApprovedByWhoDidNotWriteIt) {
  const ChangeTemplate draft = Written();
  EXPECT_EQ(draft.state(), ChangeTemplate::DRAFT);
  EXPECT_THAT(ApproveTemplate(draft, "users/carl", kNow), HasReason(Reason::SEPARATION_OF_DUTIES));
  const ChangeTemplate edited = Retitle(draft, "Restart it").value();
  EXPECT_EQ(edited.updater(), "users/dora");
  EXPECT_EQ(Retitle(draft, "Restart the proxy")->updater(), "users/carl") << "nothing differs";
  for (const char* writer : {"users/carl", "users/dora"})
    EXPECT_THAT(ApproveTemplate(edited, writer, kNow), HasReason(Reason::SEPARATION_OF_DUTIES));

  const auto approved = ApproveTemplate(edited, "users/anna", kNow);

  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(approved->state(), ChangeTemplate::APPROVED);
  EXPECT_EQ(approved->approver(), "users/anna");
}

TEST(ChangeTemplate, AllowsInEachStateWhatItsLifecycleSays) {
  const struct {
    ChangeTemplate::State state;
    bool update, approve, retire;
  } cases[] = {
      {ChangeTemplate::DRAFT, true, true, true},
      {ChangeTemplate::APPROVED, false, false, true},
      {ChangeTemplate::RETIRED, false, false, false},
  };
  const auto reason = [](bool allowed) {
    return allowed ? Reason::REASON_UNSPECIFIED : Reason::ILLEGAL_TRANSITION;
  };
  for (const auto& c : cases) {
    ChangeTemplate source = Written();
    source.set_state(c.state);
    EXPECT_EQ(errors::ReasonOf(Retitle(source, "x").status()), reason(c.update));
    EXPECT_EQ(errors::ReasonOf(ApproveTemplate(source, "users/anna", kNow).status()),
              reason(c.approve));
    EXPECT_EQ(errors::ReasonOf(RetireTemplate(source, kNow).status()), reason(c.retire));
  }
}

TEST(ChangeTemplate, LastsAMinuteTo30Days) {
  const struct {
    int64_t seconds;
    int nanos;
    bool fits;
  } cases[] = {{59, 0, false},     {60, 0, true},       {60, 1, false},
               {2592000, 0, true}, {2592001, 0, false}, {-60, 0, false}};
  for (const auto& c : cases) {
    ChangeTemplate draft = Template();
    draft.mutable_max_duration()->set_seconds(c.seconds);
    draft.mutable_max_duration()->set_nanos(c.nanos);
    EXPECT_EQ(CreateTemplate(draft, "users/carl", kNow).ok(), c.fits) << c.seconds;
  }
  ChangeTemplate draft = Template();
  draft.clear_max_duration();
  draft.clear_impact();
  EXPECT_EQ(CreateTemplate(draft, "users/carl", kNow)->impact(), Change::MEDIUM);
}

}  // namespace
}  // namespace steward::change

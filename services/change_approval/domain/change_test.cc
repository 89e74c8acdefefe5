#include "services/change_approval/domain/change.h"

#include <functional>

#include "services/change_approval/domain/changes_for_test.h"

namespace steward::change {
namespace {

using errors::Reason;

using Alter = std::function<void(Change*)>;

absl::StatusOr<Change> Make(ChangeModel::Kind kind, const Alter& alter) {
  Change draft = DraftOf(kind);
  alter(&draft);
  return Create(draft, ModelOf(kind), kind == ChangeModel::STANDARD ? Template() : ChangeTemplate(),
                "users/rita", kNow);
}

TEST(Create, IsForSomebodyOfTheTenantWhenAGuestRecordsIt) {
  const auto record = [](const Change& draft) {
    return Create(draft, ModelOf(ChangeModel::NORMAL), ChangeTemplate(), "tenants/globex/users/bob",
                  kNow);
  };
  Change draft = DraftOf(ChangeModel::NORMAL);
  draft.clear_requester();
  EXPECT_THAT(record(draft), HasReason(Reason::INVALID_FIELD));
  draft.set_requester("users/rita");
  EXPECT_THAT(record(draft), IsOk());
}

TEST(Create, BeginsWhereItsKindDoes) {
  const Change normal = Recorded(ChangeModel::NORMAL);
  EXPECT_EQ(normal.state(), Change::NEW);
  EXPECT_EQ(normal.kind(), ChangeModel::NORMAL);
  EXPECT_EQ(normal.requester(), "users/rita");
  EXPECT_EQ(normal.creator(), "users/rita");
  EXPECT_EQ(normal.impact(), Change::MEDIUM);
  EXPECT_FALSE(normal.has_risk());
  EXPECT_EQ(Recorded(ChangeModel::EMERGENCY).state(), Change::NEW);
}

TEST(Create, TakesWhatIsEmptyFromTheTemplate) {
  const Change change = Recorded(ChangeModel::STANDARD);
  EXPECT_EQ(change.state(), Change::SCHEDULED);
  EXPECT_EQ(change.title(), "Restart the proxy");
  EXPECT_EQ(change.implementation_plan(), "Restart it.");
  EXPECT_EQ(change.impact(), Change::LOW);
  EXPECT_EQ(change.configuration_items_size(), 1);
  EXPECT_EQ(change.risk().level(), Risk::LOW);
  // What the template says may be repeated.
  const auto repeated = Make(ChangeModel::STANDARD, [](Change* draft) {
    draft->set_title("Restart it tonight");
    draft->set_test_plan("Ask it for a page.");
    draft->add_configuration_items("configurationItems/proxy-1");
  });
  ASSERT_THAT(repeated, IsOk());
  EXPECT_EQ(repeated->title(), "Restart it tonight");
  EXPECT_EQ(repeated->configuration_items_size(), 1);
}

TEST(Create, RefusesWhatDoesNotFit) {
  const struct {
    const char* what;
    ChangeModel::Kind kind;
    Alter alter;
    bool fits;
  } cases[] = {
      {"no title", ChangeModel::NORMAL, [](Change* d) { d->clear_title(); }, false},
      {"two lines", ChangeModel::NORMAL, [](Change* d) { d->set_title("a\nb"); }, false},
      {"a template", ChangeModel::NORMAL, [](Change* d) { d->set_template_("x"); }, false},
      {"no window", ChangeModel::NORMAL, [](Change* d) { d->clear_planned_start_time(); }, true},
      {"an empty window", ChangeModel::NORMAL,
       [](Change* d) { Plan(absl::Hours(1), absl::Hours(1), d); }, false},
      {"30 days", ChangeModel::NORMAL, [](Change* d) { Plan(absl::Hours(0), absl::Hours(720), d); },
       true},
      {"more", ChangeModel::NORMAL,
       [](Change* d) { Plan(absl::Hours(0), absl::Hours(720) + absl::Seconds(1), d); }, false},
      {"no template", ChangeModel::STANDARD, [](Change* d) { d->clear_template_(); }, false},
      {"no start", ChangeModel::STANDARD, [](Change* d) { d->clear_planned_start_time(); }, false},
      {"no end", ChangeModel::STANDARD, [](Change* d) { d->clear_planned_end_time(); }, false},
      {"longer than the template", ChangeModel::STANDARD,
       [](Change* d) { Plan(absl::Hours(0), absl::Minutes(61), d); }, false},
      {"another plan", ChangeModel::STANDARD,
       [](Change* d) { d->set_implementation_plan("My way."); }, false},
      {"another impact", ChangeModel::STANDARD, [](Change* d) { d->set_impact(Change::HIGH); },
       false},
      {"another item", ChangeModel::STANDARD,
       [](Change* d) { d->add_configuration_items("configurationItems/other"); }, false},
  };
  for (const auto& c : cases)
    EXPECT_EQ(errors::ReasonOf(Make(c.kind, c.alter).status()),
              c.fits ? Reason::REASON_UNSPECIFIED : Reason::INVALID_FIELD)
        << c.what;
}

absl::StatusOr<Change> UpdateWith(const Change& change, const char* path, const Alter& alter) {
  v1::UpdateChangeRequest request;
  alter(request.mutable_change());
  request.mutable_update_mask()->add_paths(path);
  const bool has_template = change.kind() == ChangeModel::STANDARD;
  return Update(change, request, has_template ? Template() : ChangeTemplate(), kNow);
}

TEST(Update, ChangesWhatIsPlanned) {
  const struct {
    const char* what;
    Change change;
    const char* path;
    Alter alter;
    Reason reason;
  } cases[] = {
      {"a title", ChangeIn(ChangeModel::NORMAL, Change::SCHEDULED), "title",
       [](Change* p) { p->set_title("Newer switches"); }, Reason::REASON_UNSPECIFIED},
      {"what is carried out", ChangeIn(ChangeModel::NORMAL, Change::IMPLEMENTATION), "title",
       [](Change* p) { p->set_title("Newer switches"); }, Reason::ILLEGAL_TRANSITION},
      {"an emergency afterwards", ChangeIn(ChangeModel::EMERGENCY, Change::REVIEW), "justification",
       [](Change* p) { p->set_justification("It burned."); }, Reason::REASON_UNSPECIFIED},
      {"no requester", Recorded(ChangeModel::NORMAL), "requester", [](Change*) {},
       Reason::INVALID_FIELD},
      {"no plan, before it is assessed", Recorded(ChangeModel::NORMAL), "implementation_plan",
       [](Change*) {}, Reason::REASON_UNSPECIFIED},
      {"no plan, later", ChangeIn(ChangeModel::NORMAL, Change::ASSESSMENT), "implementation_plan",
       [](Change*) {}, Reason::INVALID_FIELD},
      {"the plan of a template", Recorded(ChangeModel::STANDARD), "test_plan",
       [](Change* p) { p->set_test_plan("None."); }, Reason::INVALID_FIELD},
      {"another model", Recorded(ChangeModel::NORMAL), "model",
       [](Change* p) { p->set_model("changeModels/other"); }, Reason::INVALID_UPDATE_MASK},
  };
  for (const auto& c : cases)
    EXPECT_EQ(errors::ReasonOf(UpdateWith(c.change, c.path, c.alter).status()), c.reason) << c.what;
}

TEST(Update, KeepsWhoCarriedItOut) {
  Change begun = ChangeIn(ChangeModel::EMERGENCY, Change::REVIEW);
  const auto hand_over = [](Change* p) {
    p->set_implementer("users/other");
    p->set_requester("users/other");
  };
  EXPECT_THAT(UpdateWith(begun, "implementer", hand_over), IsOk());
  *begun.mutable_actual_start_time() = ToProto(kNow);
  for (const char* field : {"implementer", "requester"})
    EXPECT_THAT(UpdateWith(begun, field, hand_over), HasReason(Reason::INVALID_FIELD)) << field;
}

TEST(Update, FindsOutAgainHowRiskyItIs) {
  Change change = ChangeIn(ChangeModel::NORMAL, Change::ASSESSMENT);
  change.mutable_risk()->set_score(99);
  EXPECT_EQ(UpdateWith(change, "title", [](Change* p) { p->set_title("x"); })->risk().score(), 99);
  const auto high = UpdateWith(change, "impact", [](Change* p) { p->set_impact(Change::HIGH); });
  EXPECT_EQ(high->risk().level(), Risk::HIGH);
  EXPECT_THAT(UpdateWith(*high, "test_plan", [](Change*) {}), HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::change

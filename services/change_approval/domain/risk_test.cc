#include "services/change_approval/domain/risk.h"

#include "services/change_approval/domain/changes_for_test.h"

namespace steward::change {
namespace {

using errors::Reason;
using ::testing::HasSubstr;

// Planned for two days from now and an hour, with all plans: nothing is wrong with it.
Change Harmless() {
  Change change = ChangeIn(ChangeModel::NORMAL, Change::NEW);
  change.set_impact(Change::LOW);
  Plan(absl::Hours(48), absl::Hours(49), &change);
  return change;
}

std::string FactorsOf(const Risk& risk) {
  std::string names;
  for (const Risk::Factor& factor : risk.factors())
    absl::StrAppend(&names, names.empty() ? "" : " ", factor.name());
  return names;
}

TEST(Risk, AddsUpWhatApplies) {
  const auto with_items = [](int count) {
    return [count](Change* change) {
      for (int i = 0; i < count; ++i) change->add_configuration_items("configurationItems/x");
    };
  };
  const struct {
    std::function<void(Change*)> alter;
    const char* factors;
    int score;
    Risk::Level level;
  } cases[] = {
      {[](Change*) {}, "", 0, Risk::LOW},
      {[](Change* c) { c->set_impact(Change::HIGH); }, "HIGH_IMPACT", 4, Risk::MEDIUM},
      {[](Change* c) { c->set_impact(Change::MEDIUM); }, "MEDIUM_IMPACT", 2, Risk::LOW},
      {with_items(1), "", 0, Risk::LOW},
      {with_items(2), "SEVERAL_ITEMS", 1, Risk::LOW},
      {with_items(10), "SEVERAL_ITEMS MANY_ITEMS", 3, Risk::MEDIUM},
      {[](Change* c) { c->clear_backout_plan(); }, "NO_BACKOUT_PLAN", 2, Risk::LOW},
      {[](Change* c) { c->clear_test_plan(); }, "NO_TEST_PLAN", 1, Risk::LOW},
      {[](Change* c) { c->set_kind(ChangeModel::EMERGENCY); }, "EMERGENCY", 3, Risk::MEDIUM},
      {[](Change* c) { Plan(absl::Hours(24), absl::Hours(25), c); }, "", 0, Risk::LOW},
      {[](Change* c) { Plan(absl::Minutes(1439), absl::Hours(25), c); }, "SHORT_NOTICE", 2,
       Risk::LOW},
      {[](Change* c) { Plan(absl::Hours(48), absl::Hours(52), c); }, "", 0, Risk::LOW},
      {[](Change* c) { Plan(absl::Hours(48), absl::Minutes(52 * 60 + 1), c); }, "LONG_WINDOW", 1,
       Risk::LOW},
      {[](Change* c) { c->clear_planned_start_time(); }, "", 0, Risk::LOW},
      {[](Change* c) {
         c->set_impact(Change::HIGH);
         c->clear_backout_plan();
       },
       "HIGH_IMPACT NO_BACKOUT_PLAN", 6, Risk::HIGH},
      {[](Change* c) {
         c->set_kind(ChangeModel::EMERGENCY);
         c->set_impact(Change::HIGH);
         c->clear_backout_plan();
         c->clear_test_plan();
       },
       "HIGH_IMPACT NO_BACKOUT_PLAN NO_TEST_PLAN EMERGENCY", 10, Risk::VERY_HIGH},
  };
  for (const auto& c : cases) {
    Change change = Harmless();
    c.alter(&change);

    const Risk risk = RiskOf(change, ShippedPolicy(), kNow);

    EXPECT_EQ(FactorsOf(risk), c.factors);
    EXPECT_EQ(risk.score(), c.score) << c.factors;
    EXPECT_EQ(risk.level(), c.level) << c.factors;
    EXPECT_EQ(risk.policy_version(), 1);
  }
}

TEST(Risk, SaysWhatItWasSeenBy) {
  Change change = Harmless();
  Plan(absl::Minutes(90), absl::Minutes(390), &change);
  const Risk risk = RiskOf(change, ShippedPolicy(), kNow);
  ASSERT_EQ(risk.factors_size(), 2);
  EXPECT_EQ(risk.factors(0).evidence(), "begins 90 min from now");
  EXPECT_EQ(risk.factors(1).evidence(), "takes 300 min");
  Plan(absl::Minutes(-5), absl::Minutes(10), &change);
  EXPECT_EQ(RiskOf(change, ShippedPolicy(), kNow).factors(0).evidence(), "was to begin 5 min ago");
}

TEST(Risk, DemandsPlansWhereItIsHigh) {
  Change change = Harmless();
  change.set_impact(Change::HIGH);
  change.clear_test_plan();
  *change.mutable_risk() = RiskOf(change, ShippedPolicy(), kNow);
  EXPECT_EQ(change.risk().level(), Risk::MEDIUM);
  EXPECT_THAT(CheckRisk(change, ShippedPolicy()), IsOk());

  change.clear_backout_plan();
  *change.mutable_risk() = RiskOf(change, ShippedPolicy(), kNow);
  EXPECT_EQ(change.risk().level(), Risk::HIGH);
  const absl::Status refused = CheckRisk(change, ShippedPolicy());
  EXPECT_THAT(refused, HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(
      std::string(refused.message()),
      HasSubstr("change.backout_plan: is required of a change whose risk is HIGH, 7 points: "
                "HIGH_IMPACT 4 (impact HIGH), NO_BACKOUT_PLAN 2 (no backout plan), "
                "NO_TEST_PLAN 1 (no test plan)"));
}

TEST(RiskPolicy, IsRefusedWhenItIsNotSound) {
  const char* const documents[] = {
      "",
      R"({"levels": []})",
      R"({"levels": [{"level": "LOW", "fromScore": 1}]})",
      R"({"levels": [{"level": "LOW"}, {"level": "HIGH"}]})",
      R"({"levels": [{"level": "LOW", "requiredFields": ["wings"]}]})",
      R"({"levels": [{"level": "LOW"}], "factors": [{"name": "A", "score": 1}]})",
      R"({"levels": [{"level": "LOW"}], "factors": [{"name": "A", "condition": "EMERGENCY"}]})",
      R"({"levels": [{"level": "LOW"}], "factors": [{"name": "A", "condition": "RAIN"}]})",
  };
  for (const char* document : documents)
    EXPECT_THAT(LoadPolicy(document), StatusIs(absl::StatusCode::kInternal)) << document;
}

}  // namespace
}  // namespace steward::change

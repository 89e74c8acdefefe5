#include "services/catalog/domain/approval_rule.h"

#include "services/catalog/domain/evaluate.h"
#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using approval::v1::Stage;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ApprovalRule, AsksByAnswersAndPrice) {
  struct Case {
    const char* answers;
    std::vector<std::string> titles;
  };
  for (const Case& each : {
           Case{R"({"model": "air", "cost_center": "CC-0001"})", {"Manager"}},
           // Above, not at, what the rule says.
           {R"({"model": "pro", "cost_center": "CC-0001"})", {"Manager"}},
           {R"({"model": "air", "cost_center": "CC-0001", "extra_memory": true, "reason": "VM"})",
            {"Manager", "Finance"}},
       }) {
    const CheckedAnswers checked = OrderedBy(Evaluate(Laptop(), Answers(each.answers)).value());
    const auto stages = StagesFor(Laptop(), checked.answers, checked.price);
    ASSERT_THAT(stages, IsOk());
    std::vector<std::string> titles;
    for (const auto& stage : *stages) titles.push_back(stage.title());
    EXPECT_EQ(titles, each.titles) << each.answers;
  }
}

TEST(ApprovalRule, KnowsNoPriceWhereThereIsNone) {
  v1::CatalogItem item = Laptop();
  item.mutable_approval_rules(1)->set_condition("price < 5");

  EXPECT_EQ(StagesFor(item, {}, absl::nullopt)->size(), 1u);
}

TEST(ApprovalRule, BecomesAStage) {
  const Stage finance = StageOf(Laptop().approval_rules(1), "users/mike");
  EXPECT_EQ(finance.title(), "Finance");
  EXPECT_EQ(finance.rule(), Stage::COUNT);
  EXPECT_EQ(finance.required_count(), 2);
  EXPECT_THAT(finance.groups(), ElementsAre("groups/finance"));
  EXPECT_THAT(finance.users(), IsEmpty());
  EXPECT_THAT(StageOf(Laptop().approval_rules(0), "users/mike").users(), ElementsAre("users/mike"));
  EXPECT_THAT(StageOf(Laptop().approval_rules(0), "").users(), IsEmpty());
}

TEST(ApprovalRule, IsRefusedWhenItCannotBeMet) {
  struct Case {
    const char *rule, *wrong;
  };
  for (const Case& each : {
           Case{R"({"rule": "ANY"})", "users"},
           {R"({"rule": "ANY", "manager": true, "condition": "color = red"})", "condition"},
           {R"({"rule": "COUNT", "manager": true})", "required_count"},
           {R"({"rule": "ANY", "manager": true, "required_count": 1})", "required_count"},
           // More than it asks.
           {R"({"rule": "COUNT", "manager": true, "users": ["users/a"], "required_count": 3})",
            "required_count"},
           {R"({"rule": "PERCENT", "manager": true, "required_percent": 101})", "required_percent"},
           {R"({"rule": "ALL", "manager": true, "required_percent": 5})", "required_percent"},
       }) {
    v1::CatalogItem item = Laptop();
    item.clear_approval_rules();
    *item.add_approval_rules() = FromJson<v1::ApprovalRule>(each.rule);
    errors::Violations violations;
    CheckApprovalRules(item, &violations);
    EXPECT_THAT(FieldsOf(violations.ToStatus()),
                ElementsAre(absl::StrCat("catalog_item.approval_rules[0].", each.wrong)))
        << each.rule;
  }
}

TEST(CheckDecidable, CountsWhoNeitherOrdersNorGetsIt) {
  const std::set<std::string> parties = {"users/rita", "users/agnes"};
  struct Case {
    const char* stage;
    std::set<std::string> candidates;
    bool is_decidable;
  };
  for (const Case& each : {
           Case{R"({"rule": "ANY"})", {"users/mike"}, true},
           {R"({"rule": "ANY"})", {"users/rita", "users/mike"}, true},
           {R"({"rule": "ANY"})", {"users/rita", "users/agnes"}, false},
           {R"({"rule": "ALL"})", {"users/agnes"}, false},
           {R"({"rule": "ALL"})", {"users/agnes", "users/mike"}, true},
           {R"({"rule": "PERCENT", "required_percent": 1})", {}, false},
           {R"({"rule": "COUNT", "required_count": 2})", {"users/a", "users/b"}, true},
           {R"({"rule": "COUNT", "required_count": 2})", {"users/a", "users/rita"}, false},
       }) {
    const absl::Status status =
        CheckDecidable(FromJson<Stage>(each.stage), each.candidates, parties);
    EXPECT_EQ(status.ok(), each.is_decidable) << each.stage << " " << each.candidates.size();
    if (!status.ok()) {
      EXPECT_THAT(FieldsOf(status), ElementsAre("request.item"));
    }
  }
  std::set<std::string> many;
  for (int i = 0; i < 1001; ++i) many.insert(absl::StrCat("users/u", i));
  EXPECT_FALSE(CheckDecidable(FromJson<Stage>(R"({"rule": "ANY"})"), many, parties).ok());
}

}  // namespace
}  // namespace steward::catalog

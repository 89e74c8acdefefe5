#include "services/catalog/domain/evaluate.h"

#include "absl/strings/str_join.h"
#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using ::testing::ElementsAre;

v1::EvaluateCatalogItemResponse Result(const v1::CatalogItem& item, const std::string& answers) {
  const auto result = Evaluate(item, Answers(answers));
  EXPECT_THAT(result, IsOk()) << answers;
  return result.ok() ? *result : v1::EvaluateCatalogItemResponse();
}

// Ids of what is asked for, "!" behind those that must be answered.
std::string Asked(const v1::EvaluateCatalogItemResponse& result) {
  std::vector<std::string> asked;
  for (const auto& field : result.fields())
    if (field.visible()) asked.push_back(field.id() + (field.required() ? "!" : ""));
  return absl::StrJoin(asked, " ");
}

std::string Wrong(const v1::EvaluateCatalogItemResponse& result) {
  return absl::StrJoin(result.violations(), " ", [](std::string* out, const auto& violation) {
    absl::StrAppend(out, violation.field());
  });
}

TEST(Evaluate, FollowsTheAnswers) {
  struct Case {
    const char *answers, *asked, *price, *wrong;
  };
  constexpr char kBefore[] = "model! extra_memory cost_center!";
  constexpr char kReasoned[] = "model! extra_memory reason! cost_center!";
  for (const Case& each : {
           Case{"{}", kBefore, "1500.00", "answers.model answers.cost_center"},
           {R"({"model": "air", "cost_center": "CC-0001"})", kBefore, "1500.00", ""},
           {R"({"model": "pro", "cost_center": "CC-0001"})", kBefore, "1999.90", ""},
           {R"({"model": "max", "cost_center": "CC-0001"})", kBefore, "1500.00", "answers.model"},
           {R"({"model": "air", "cost_center": "1"})", kBefore, "1500.00", "answers.cost_center"},
           {R"({"model": "air", "cost_center": "CC-0001", "extra_memory": true})", kReasoned,
            "1500.00", "answers.reason"},
           {R"({"model": "air", "cost_center": "CC-0001", "extra_memory": true, "reason": "VM"})",
            kReasoned, "1500.00", ""},
           {R"({"model": "air", "cost_center": "CC-0001", "extra_memory": "yes"})", kBefore,
            "1500.00", "answers.extra_memory"},
       }) {
    const auto result = Result(Laptop(), each.answers);
    EXPECT_EQ(Asked(result), each.asked) << each.answers;
    EXPECT_EQ(result.price().amount(), each.price) << each.answers;
    EXPECT_EQ(Wrong(result), each.wrong) << each.answers;
    EXPECT_EQ(result.complete(), each.wrong[0] == '\0') << each.answers;
  }
}

TEST(Evaluate, ClearsWhatIsHidden) {
  const auto result = Result(Laptop(), R"({"reason": "VM", "extra_memory": false})");

  EXPECT_EQ(result.fields(2).id(), "reason");
  EXPECT_FALSE(result.fields(2).visible());
  EXPECT_FALSE(result.fields(2).has_value());
}

TEST(Evaluate, NamesAnswersToNoField) {
  struct Case {
    const char *answers, *wrong;
  };
  for (const Case& each : {
           Case{R"({"size": 1, "colour": "red"})", "answers.colour answers.size"},
           {R"({"a b": 1, "": 2, "\u00e9": 3, "tab\t": 4})", "answers"},
           {R"({"Model": "air"})", "answers.Model"},
       }) {
    const auto result = Result(WithForm("{}"), each.answers);
    EXPECT_EQ(Wrong(result), each.wrong) << each.answers;
    EXPECT_FALSE(result.complete()) << each.answers;
  }
  const std::string longest(64, 'k');
  EXPECT_EQ(Wrong(Result(WithForm("{}"), absl::StrCat("{\"", longest, "more\": 1}"))),
            "answers." + longest);
}

TEST(Evaluate, AppliesEachRuleToWhatTheOnesBeforeItLeft) {
  const v1::CatalogItem item = WithForm(R"json({
    "fields": [
      {"id": "site", "label": "Site", "type": "CHOICE", "default_value": "oslo",
       "choices": [{"value": "oslo", "label": "Oslo"}, {"value": "bonn", "label": "Bonn"}]},
      {"id": "desk", "label": "Desk", "type": "CHOICE", "required": true,
       "choices": [{"value": "o1", "label": "O1"}, {"value": "b1", "label": "B1"}]},
      {"id": "note", "label": "Note", "type": "TEXT"},
      {"id": "extras", "label": "Extras", "type": "MULTIPLE_CHOICE",
       "choices": [
         {"value": "lamp", "label": "Lamp", "price": {"currency_code": "EUR", "amount": "0.1"}},
         {"value": "mat", "label": "Mat", "price": {"currency_code": "EUR", "amount": "0.2"}}]}],
    "rules": [
      {"condition": "site = oslo", "effects": [
        {"field": "desk", "action": "LIMIT", "choices": ["o1"]},
        {"field": "note", "action": "SET", "value": "by the sea"}]},
      {"condition": "site = bonn", "effects": [
        {"field": "desk", "action": "LIMIT", "choices": ["b1"]},
        {"field": "desk", "action": "RELEASE"}, {"field": "note", "action": "HIDE"}]},
      {"condition": "note:sea", "effects": [{"field": "extras", "action": "HIDE"}]}]
  })json");
  struct Case {
    const char *answers, *asked, *price, *wrong;
  };
  for (const Case& each : {
           Case{"{}", "site desk! note", "1500.00", "answers.desk"},
           {R"({"desk": "o1", "extras": ["lamp"]})", "site desk! note", "1500.00", ""},
           {R"({"desk": "b1"})", "site desk! note", "1500.00", "answers.desk"},
           {R"({"site": "bonn", "note": "by the sea"})", "site desk extras", "1500.00", ""},
           {R"({"site": "bonn", "extras": ["lamp", "mat"]})", "site desk extras", "1500.30", ""},
           {R"({"site": "bonn", "desk": "o1"})", "site desk extras", "1500.00", "answers.desk"},
       }) {
    const auto result = Result(item, each.answers);
    EXPECT_EQ(Asked(result), each.asked) << each.answers;
    EXPECT_EQ(result.price().amount(), each.price) << each.answers;
    EXPECT_EQ(Wrong(result), each.wrong) << each.answers;
  }
  const auto result = Result(item, "{}");
  EXPECT_EQ(result.fields(0).value().string_value(), "oslo");
  EXPECT_THAT(result.fields(1).choices(), ElementsAre("o1"));
  EXPECT_EQ(result.fields(2).value().string_value(), "by the sea");
}

TEST(Evaluate, ShowsWhatAnEarlierRuleHid) {
  const v1::CatalogItem item = WithForm(R"json({
    "fields": [{"id": "extra", "label": "Extra", "type": "BOOLEAN"},
               {"id": "why", "label": "Why", "type": "TEXT"}],
    "rules": [{"effects": [{"field": "why", "action": "HIDE"}]},
              {"condition": "extra = true", "effects": [{"field": "why", "action": "SHOW"}]}]
  })json");

  EXPECT_EQ(Asked(Result(item, "{}")), "extra");
  const auto shown = Result(item, R"({"extra": true, "why": "VM"})");
  EXPECT_EQ(Asked(shown), "extra why");
  EXPECT_EQ(shown.fields(1).value().string_value(), "VM");
}

TEST(Evaluate, HasNoPriceWhereTheItemHasNone) {
  v1::CatalogItem item = WithForm("{}");
  item.clear_price();

  const auto result = Result(item, "{}");

  EXPECT_FALSE(result.has_price());
  EXPECT_TRUE(result.complete());
}

TEST(OrderedBy, ReturnsWhatIsOrdered) {
  const CheckedAnswers checked =
      OrderedBy(Result(Laptop(), R"({"model": "pro", "cost_center": "CC-0001", "reason": "no"})"));

  EXPECT_EQ(checked.answers.fields_size(), 2);
  EXPECT_EQ(checked.answers.fields().at("model").string_value(), "pro");
  EXPECT_EQ(checked.price->amount(), "1999.90");
}

TEST(AddViolations, NamesAllThatIsWrongAtOnce) {
  const auto evaluated =
      Result(Laptop(), R"({"model": "max", "extra_memory": true, "colour": "red"})");
  errors::Violations violations;
  AddViolations(evaluated, &violations);

  EXPECT_THAT(FieldsOf(violations.ToStatus()),
              ElementsAre("request.answers.model", "request.answers.reason",
                          "request.answers.cost_center", "request.answers.colour"));
}

TEST(SoundAnswers, LeavesOutWhatIsWrong) {
  const auto evaluated = Result(
      Laptop(), R"({"model": "max", "cost_center": "CC-0001", "extra_memory": false, "a b": 1})");

  const google::protobuf::Struct sound = SoundAnswers(evaluated);

  EXPECT_EQ(sound.fields_size(), 2);
  EXPECT_EQ(sound.fields().at("cost_center").string_value(), "CC-0001");
}

}  // namespace
}  // namespace steward::catalog

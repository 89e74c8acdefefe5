#include "services/catalog/domain/form.h"

#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> WrongIn(const v1::CatalogItem& item) {
  errors::Violations violations;
  CheckForm(item, &violations);
  return FieldsOf(violations.ToStatus());
}

TEST(Form, FitsTogether) { EXPECT_THAT(WrongIn(Laptop()), IsEmpty()); }

TEST(Form, HasFieldsThatMakeSense) {
  struct Case {
    const char *field, *wrong;
  };
  for (const Case& each : {
           Case{R"({"id": "price", "type": "TEXT"})", "id"},
           {R"({"id": "a", "type": "CHOICE"})", "choices"},
           {R"({"id": "a", "type": "TEXT", "choices": [{"value": "x"}]})", "choices"},
           {R"({"id": "a", "type": "CHOICE", "choices": [{"value": "x"}, {"value": "x"}]})",
            "choices[1].value"},
           {R"({"id": "a", "type": "CHOICE", "choices": [{"value": "x",
                "price": {"currency_code": "USD", "amount": "1"}}]})",
            "choices[0].price"},
           {R"({"id": "a", "type": "REFERENCE"})", "reference"},
           {R"({"id": "a", "type": "REFERENCE", "reference": "users", "pattern": "x"})", "pattern"},
           {R"({"id": "a", "type": "TEXT", "reference": "users"})", "reference"},
           {R"({"id": "a", "type": "TEXT", "pattern": "("})", "pattern"},
           {R"({"id": "a", "type": "DATE", "pattern": "x"})", "pattern"},
           {R"({"id": "a", "type": "INTEGER", "max_len": 3})", "max_len"},
           {R"({"id": "a", "type": "TEXT", "max_len": -1})", "max_len"},
           {R"({"id": "a", "type": "TEXT", "min": "1"})", "min"},
           {R"({"id": "a", "type": "TEXT", "max": "1"})", "max"},
           {R"({"id": "a", "type": "INTEGER", "min": "2", "max": "1"})", "max"},
           {R"({"id": "a", "type": "INTEGER", "default_value": "1"})", "default_value"},
           {R"({"id": "a", "type": "INTEGER", "max": "3", "default_value": 4})", "default_value"},
       })
    EXPECT_THAT(WrongIn(WithForm(absl::StrCat(R"({"fields": [)", each.field, "]}"))),
                ElementsAre(absl::StrCat("catalog_item.form.fields[0].", each.wrong)))
        << each.field;
  EXPECT_THAT(WrongIn(WithForm(R"({"fields": [{"id": "a", "type": "TEXT"},
                                              {"id": "a", "type": "DATE"}]})")),
              ElementsAre("catalog_item.form.fields[1].id"));
}

TEST(Form, HasRulesThatFitItsFields) {
  struct Case {
    const char *rule, *wrong;
  };
  for (const Case& each : {
           Case{R"({"condition": "color = red"})", "condition"},
           {R"({"condition": "model ="})", "condition"},
           {R"({"condition": "count > many"})", "condition"},
           {R"({"condition": "price > 5"})", "condition"},
           {R"({"effects": [{"field": "color", "action": "HIDE"}]})", "effects[0].field"},
           {R"({"effects": [{"field": "model", "action": "HIDE", "choices": ["pro"]}]})",
            "effects[0].choices"},
           {R"({"effects": [{"field": "model", "action": "HIDE", "value": "pro"}]})",
            "effects[0].value"},
           {R"({"effects": [{"field": "model", "action": "LIMIT"}]})", "effects[0].choices"},
           {R"({"effects": [{"field": "model", "action": "LIMIT", "choices": ["pro", "max"]}]})",
            "effects[0].choices[1]"},
           {R"({"effects": [{"field": "count", "action": "LIMIT", "choices": ["1"]}]})",
            "effects[0].choices[0]"},
           {R"({"effects": [{"field": "count", "action": "SET"}]})", "effects[0].value"},
           {R"({"effects": [{"field": "count", "action": "SET", "value": "two"}]})",
            "effects[0].value"},
       })
    EXPECT_THAT(WrongIn(WithForm(absl::StrCat(
                    R"({"fields": [{"id": "model", "type": "CHOICE", "choices": [{"value": "pro"}]},
                                   {"id": "count", "type": "INTEGER"}], "rules": [)",
                    each.rule, "]}"))),
                ElementsAre(absl::StrCat("catalog_item.form.rules[0].", each.wrong)))
        << each.rule;
}

TEST(Form, HasPricesOfChoicesOnlyWithAPriceOfTheItem) {
  v1::CatalogItem item = Laptop();
  item.clear_price();

  EXPECT_THAT(WrongIn(item), ElementsAre("catalog_item.form.fields[0].choices[1].price"));
}

}  // namespace
}  // namespace steward::catalog

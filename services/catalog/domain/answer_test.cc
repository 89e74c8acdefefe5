#include "services/catalog/domain/answer.h"

#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using google::protobuf::Value;

struct Case {
  const char* field;
  const char* answer;
  bool is_taken;
};

TEST(Answer, IsOfTheTypeOfItsField) {
  for (const Case& each : {
           Case{R"({"type": "TEXT"})", R"("one line")", true},
           {R"({"type": "TEXT"})", R"("two\nlines")", false},
           {R"({"type": "TEXT"})", "7", false},
           {R"({"type": "TEXT", "max_len": 3})", R"("abc")", true},
           {R"({"type": "TEXT", "max_len": 3})", R"("äöü")", true},
           {R"({"type": "TEXT", "max_len": 3})", R"("abcd")", false},
           {R"({"type": "TEXT", "pattern": "[a-z]+"})", R"("abc")", true},
           {R"({"type": "TEXT", "pattern": "[a-z]+"})", R"("abc1")", false},
           {R"({"type": "MULTILINE_TEXT"})", R"("two\nlines")", true},
           {R"({"type": "BOOLEAN"})", "true", true},
           {R"({"type": "BOOLEAN"})", R"("true")", false},
           {R"({"type": "BOOLEAN"})", "1", false},
           {R"({"type": "INTEGER"})", "3", true},
           {R"({"type": "INTEGER"})", "-3", true},
           {R"({"type": "INTEGER"})", "3.5", false},
           {R"({"type": "INTEGER"})", R"("3")", false},
           {R"({"type": "INTEGER"})", "9007199254740991", true},
           {R"({"type": "INTEGER"})", "1e300", false},
           {R"({"type": "INTEGER", "min": "1", "max": "5"})", "5", true},
           {R"({"type": "INTEGER", "min": "1", "max": "5"})", "0", false},
           {R"({"type": "INTEGER", "min": "1", "max": "5"})", "6", false},
           {R"({"type": "DECIMAL"})", R"("12.50")", true},
           {R"({"type": "DECIMAL"})", "12.5", false},
           {R"({"type": "DECIMAL"})", R"("1e3")", false},
           {R"({"type": "DECIMAL", "max": "12.5"})", R"("12.5000")", true},
           {R"({"type": "DECIMAL", "max": "12.5"})", R"("12.5001")", false},
           {R"({"type": "DATE"})", R"("2028-02-29")", true},
           {R"({"type": "DATE"})", R"("2030-02-29")", false},
           {R"({"type": "DATE"})", R"("2030-01-31T00:00:00Z")", false},
           {R"({"type": "CHOICE", "choices": [{"value": "a"}]})", R"("a")", true},
           {R"({"type": "CHOICE", "choices": [{"value": "a"}]})", R"("A")", false},
           {R"({"type": "CHOICE", "choices": [{"value": "a"}]})", R"(["a"])", false},
           {R"({"type": "MULTIPLE_CHOICE", "choices": [{"value": "a"}]})", R"(["a"])", true},
           {R"({"type": "MULTIPLE_CHOICE", "choices": [{"value": "a"}]})", R"(["a", "a"])", false},
           {R"({"type": "MULTIPLE_CHOICE", "choices": [{"value": "a"}]})", R"(["b"])", false},
           {R"({"type": "MULTIPLE_CHOICE", "choices": [{"value": "a"}]})", R"("a")", false},
           {R"({"type": "REFERENCE", "reference": "users"})", R"("users/alice")", true},
           {R"({"type": "REFERENCE", "reference": "users"})", R"("groups/alice")", false},
           {R"({"type": "REFERENCE", "pattern": "CC-[0-9]{4}"})", R"("CC-1234")", true},
           {R"({"type": "REFERENCE", "pattern": "CC-[0-9]{4}"})", R"("CC-12345")", false},
           {R"({"type": "EMAIL"})", R"("alice@example.com")", true},
           {R"({"type": "EMAIL"})", R"("alice@localhost")", true},
           {R"({"type": "EMAIL"})", R"("alice")", false},
           {R"({"type": "EMAIL"})", R"("a b@example.com")", false},
           {R"({"type": "EMAIL"})", R"("alice@example..com")", false},
       }) {
    const auto read = ReadAnswer(FromJson<Field>(each.field), FromJson<Value>(each.answer));
    EXPECT_EQ(std::holds_alternative<resource::Condition::Value>(read), each.is_taken)
        << each.field << " " << each.answer;
  }
}

TEST(Answer, IsNoneWhenItIsEmpty) {
  for (const char* none : {"null", R"("")", "[]"})
    EXPECT_FALSE(IsAnswered(FromJson<Value>(none))) << none;
  for (const char* some : {"false", "0", R"("a")", R"(["a"])"})
    EXPECT_TRUE(IsAnswered(FromJson<Value>(some))) << some;
  EXPECT_FALSE(IsAnswered(Value()));
}

}  // namespace
}  // namespace steward::catalog

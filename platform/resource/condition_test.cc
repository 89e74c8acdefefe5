#include "platform/resource/condition.h"

#include <gtest/gtest.h>

#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"

namespace steward::resource {
namespace {

using errors::Reason;

const Condition::Types kTypes = {
    {"model", Condition::Type::kText},    {"note", Condition::Type::kText},
    {"price", Condition::Type::kNumber},  {"count", Condition::Type::kNumber},
    {"extra", Condition::Type::kBool},    {"day", Condition::Type::kDate},
    {"parts", Condition::Type::kTextList}};

const Condition::Values kValues = {
    {"model", std::string("Pro 16")},
    {"price", *Decimal::Parse("1900.10")},
    {"extra", true},
    {"day", std::string("2030-01-31")},
    {"parts", std::vector<std::string>{"dock", "bag"}},
};

TEST(Condition, HoldsAsAFilterWould) {
  struct Case {
    const char* condition;
    bool holds;
  };
  for (const Case& each : {
           Case{"", true},
           {"  ", true},
           {"model = \"Pro 16\"", true},
           {"model = \"pro 16\"", false},
           {"model != Air", true},
           {"model = \"Pro*\"", true},
           {"model = \"*16\"", true},
           {"model = \"*o 1*\"", true},
           {"model = \"Air*\"", false},
           {"model != \"Pro*\"", false},
           {"model:pro", true},
           {"model:\"x\"", false},
           {"price > 1900.1", false},
           {"price >= 1900.1", true},
           {"price = 1900.1000", true},
           {"price < 1900.1001", true},
           {"price > 200", true},
           {"extra = true", true},
           {"extra != true", false},
           {"day > 2029-12-31 AND day <= 2030-01-31", true},
           {"parts:dock", true},
           {"parts:mouse", false},
           {"parts:*", true},
           {"note:*", false},
           {"note = x", false},
           {"note != x", true},
           {"NOT note = x", true},
           {"count < 5", false},
           {"-count < 5", true},
           {"extra = false OR price > 1000", true},
           {"extra = true AND (price < 1000 OR model:air)", false},
           {"NOT (extra = true AND price > 1000)", false},
       }) {
    const auto condition = Condition::Parse(each.condition, kTypes);
    ASSERT_THAT(condition, IsOk()) << each.condition;
    EXPECT_EQ(condition->Holds(kValues), each.holds) << each.condition;
  }
}

TEST(Condition, IsRefusedWhenItDoesNotFitTheFields) {
  for (const char* condition :
       {"color = red", "price > much", "price:19", "price > 1e3", "extra > true", "extra = yes",
        "day > 2030-02-30", "day = tomorrow", "parts = dock", "model", "model =", "(extra = true",
        "extra = true)", "a.b = c", "price > 1.00000"}) {
    const auto parsed = Condition::Parse(condition, kTypes);
    EXPECT_EQ(errors::ReasonOf(parsed.status()), Reason::INVALID_FILTER) << condition;
  }
}

TEST(IsDate, KnowsTheCalendar) {
  for (const char* day : {"2030-01-31", "2028-02-29", "0001-01-01", "9999-12-31"})
    EXPECT_TRUE(IsDate(day)) << day;
  for (const char* day : {"", "2030-1-31", "2030-02-29", "2030-13-01", "0000-01-01", "2030-01-31Z",
                          " 2030-01-31", "30-01-31", "2030-00-01"})
    EXPECT_FALSE(IsDate(day)) << day;
}

}  // namespace
}  // namespace steward::resource

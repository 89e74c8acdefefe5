#include "platform/resource/decimal.h"

#include <gtest/gtest.h>

namespace steward::resource {
namespace {

TEST(Decimal, IsReadAsItIsWritten) {
  for (const char* text : {"0", "0.00", "1900.00", "12.5", "-0.0001", "999999999999999.9999"}) {
    const auto decimal = Decimal::Parse(text);
    ASSERT_TRUE(decimal) << text;
    EXPECT_EQ(decimal->ToString(), text);
  }
}

TEST(Decimal, TakesNoOtherForm) {
  for (const char* text : {"", "-", "1.", ".5", "01", "+1", "1e3", " 1", "1,5", "1.00000", "nan",
                           "1000000000000000", "0x1", "1\n"})
    EXPECT_FALSE(Decimal::Parse(text)) << text;
}

TEST(Decimal, IsAddedExactly) {
  struct Case {
    const char *one, *other, *sum;
  };
  for (const Case& each :
       {Case{"0.1", "0.2", "0.3"},
        {"1900.00", "150", "2050.00"},
        {"0.9999", "0.0001", "1.0000"},
        {"-1.5", "1", "-0.5"},
        {"999999999999999.9999", "999999999999999.9999", "1999999999999999.9998"}})
    EXPECT_EQ((*Decimal::Parse(each.one) + *Decimal::Parse(each.other)).ToString(), each.sum);
}

TEST(Decimal, IsComparedByItsValue) {
  EXPECT_EQ(*Decimal::Parse("1.5"), *Decimal::Parse("1.50"));
  EXPECT_EQ(Decimal(7), *Decimal::Parse("7.0"));
  EXPECT_LT(*Decimal::Parse("-2"), *Decimal::Parse("-1.9999"));
  EXPECT_GT(*Decimal::Parse("10"), *Decimal::Parse("9.9"));
}

}  // namespace
}  // namespace steward::resource

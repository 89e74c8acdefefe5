#include "platform/resource/number_text.h"

#include <gtest/gtest.h>

namespace steward::resource {
namespace {

TEST(NumberText, LosesNothing) {
  const struct {
    double number;
    const char* text;
  } cases[] = {
      {0, "0"},
      {42, "42"},
      {1000000, "1000000"},
      {-1234567, "-1234567"},
      {9007199254740991, "9007199254740991"},
      {0.1, "0.1"},
      {12.5, "12.5"},
      {0.000001, "0.000001"},
      {1e-7, "1e-07"},
      {1e16, "1e+16"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {-2.2250738585072014e-308, "-2.2250738585072014e-308"},
  };
  for (const auto& each : cases) EXPECT_EQ(NumberText(each.number), each.text);
}

}  // namespace
}  // namespace steward::resource

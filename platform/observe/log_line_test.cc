#include "platform/observe/log_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace steward::observe {
namespace {

std::string JsonString(absl::string_view text, size_t chars_max = 256) {
  std::string out;
  AppendJsonString(text, chars_max, out);
  return out;
}

std::string Line(absl::Time time, absl::Span<const Field> fields) {
  std::string out;
  AppendLogLine(time, Level::kWarning, "\"service\":\"ticket\",", "hello", fields, out);
  return out;
}

TEST(LogLine, IsOneJsonObjectWithEveryTypeOfField) {
  absl::Time time = absl::FromUnixMicros(1700000000123456);

  std::string line = Line(time, {{"text", "a\"b"},
                                 {"int", -1},
                                 {"natural", std::numeric_limits<uint64_t>::max()},
                                 {"real", 1.5},
                                 {"flag", true},
                                 {"nan", std::numeric_limits<double>::quiet_NaN()}});

  EXPECT_EQ(line,
            "{\"ts\":\"2023-11-14T22:13:20.123456Z\",\"level\":\"warning\",\"service\":\"ticket\","
            "\"msg\":\"hello\",\"text\":\"a\\\"b\",\"int\":-1,\"natural\":18446744073709551615,"
            "\"real\":1.5,\"flag\":true,\"nan\":null}\n");
}

TEST(LogLine, FormatsTimesOfDifferentSeconds) {
  EXPECT_THAT(Line(absl::FromUnixMicros(0), {}),
              testing::HasSubstr("\"1970-01-01T00:00:00.000000Z\""));
  EXPECT_THAT(Line(absl::FromUnixMicros(-1), {}),
              testing::HasSubstr("\"1969-12-31T23:59:59.999999Z\""));
  EXPECT_THAT(Line(absl::FromUnixMicros(1000007), {}),
              testing::HasSubstr("\"1970-01-01T00:00:01.000007Z\""));
}

TEST(LogLine, EscapesWhatCouldForgeALine) {
  struct Case {
    std::string text;
    std::string json;
  };
  for (const Case& c : std::vector<Case>{
           {"\r\n{\"level\":\"fatal\"}", R"("\r\n{\"level\":\"fatal\"}")"},
           {std::string("a\0b", 3), R"("a\u0000b")"},
           {"\x1b[31m\x7f\t\\", R"("\u001b[31m\u007f\t\\")"},
           {"\xC2\x85|\xE2\x80\xA8|\xE2\x80\xA9", "\"\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD\""},
           {"äß€😀", "\"äß€😀\""},
       }) {
    EXPECT_EQ(JsonString(c.text), c.json);
  }
}

TEST(LogLine, ReplacesBytesThatAreNotUtf8) {
  const std::string kMark = "\xEF\xBF\xBD";
  struct Case {
    std::string text;
    size_t marks;
  };
  for (const Case& c : std::vector<Case>{{"\xFF", 1},
                                         {"\xC0\xAF", 2},
                                         {"\xE0\x80\xAF", 3},
                                         {"\xED\xA0\x80", 3},
                                         {"\xF4\x90\x80\x80", 4},
                                         {"\xE2\x82", 2},
                                         {"\x80", 1}}) {
    std::string expected = "\"a";
    for (size_t i = 0; i < c.marks; ++i) expected += kMark;
    EXPECT_EQ(JsonString("a" + c.text + "b"), expected + "b\"");
  }
}

TEST(LogLine, ClipsTextAfterCodePointsNotBytes) {
  std::string fits;
  for (int i = 0; i < 256; ++i) fits += "€";

  EXPECT_EQ(JsonString(fits), "\"" + fits + "\"");
  EXPECT_EQ(JsonString(fits + "x"), "\"" + fits + "…\"");
  EXPECT_EQ(JsonString(std::string(300, 'x')), "\"" + std::string(256, 'x') + "…\"");
  EXPECT_EQ(JsonString("", 0), "\"\"");
}

}  // namespace
}  // namespace steward::observe

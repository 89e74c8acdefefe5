#include "platform/resource/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace steward::resource {
namespace {

TEST(CodePoints, CountsCharactersOfEveryLength) {
  EXPECT_EQ(CodePoints(""), 0);
  EXPECT_EQ(CodePoints("a\x7F"), 2);
  EXPECT_EQ(CodePoints("\xC2\x80\xDF\xBF"), 2);
  EXPECT_EQ(CodePoints("\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"), 4);
  EXPECT_EQ(CodePoints("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), 2);
}

TEST(CodePoints, RefusesMalformedText) {
  const std::string cases[] = {std::string(1, '\0'),
                               "a\x80",
                               "\xC0\x80",
                               "\xC1\xBF",
                               "\xC2",
                               "\xC2z",
                               "\xE0\x9F\xBF",
                               "\xED\xA0\x80",
                               "\xE2\x82",
                               "\xF0\x8F\xBF\xBF",
                               "\xF4\x90\x80\x80",
                               "\xF5\x80\x80\x80",
                               "\xFF",
                               "\xF0\x9F\x98"};
  for (const std::string& text : cases) EXPECT_EQ(CodePoints(text), -1) << text;
}

TEST(CodePoints, FindsFaultsAnywhereInLongText) {
  const std::string plain(40, 'a');
  EXPECT_EQ(CodePoints(plain), 40);
  for (size_t at = 0; at < plain.size(); ++at) {
    for (char fault : {'\0', '\x80', '\xFF', '\xC3'}) {
      std::string text = plain;
      text[at] = fault;
      EXPECT_EQ(CodePoints(text), -1) << at;
    }
    EXPECT_EQ(CodePoints(plain.substr(0, at) + "\xE2\x82\xAC" + plain.substr(at)), 41) << at;
  }
}

}  // namespace
}  // namespace steward::resource

#include "platform/auth/base64url.h"

#include <gtest/gtest.h>

#include <vector>

namespace steward::auth {
namespace {

TEST(Base64Url, EncodesTheVectorsOfRfc4648WithoutPadding) {
  for (const auto& [bytes, text] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"},
           {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xFF", "-_8"}}) {
    std::string decoded;
    EXPECT_EQ(EncodeBase64Url(bytes), text);
    EXPECT_TRUE(DecodeBase64Url(text, decoded)) << text;
    EXPECT_EQ(decoded, bytes);
  }
}

TEST(Base64Url, RefusesEveryOtherSpelling) {
  for (const char* text : {"Zg==", "Zg=", "Z", "Zm9vY", "Zm 9v", "Zm9v\n", "Zm+v", "Zm/v", "Zh",
                           "Zm9", "-_9", "Zm9v.", "Zm9\xC3"}) {
    std::string decoded;
    EXPECT_FALSE(DecodeBase64Url(text, decoded)) << text;
  }
}

}  // namespace
}  // namespace steward::auth

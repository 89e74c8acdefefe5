#include "platform/crypto/base64.h"

#include <gtest/gtest.h>

namespace steward::crypto {
namespace {

struct Vector {
  absl::string_view bytes;
  absl::string_view text;
};

TEST(Base64, MatchesVectorsOfRfc4648) {
  const Vector vectors[] = {{"", ""},
                            {"f", "Zg=="},
                            {"fo", "Zm8="},
                            {"foo", "Zm9v"},
                            {"foob", "Zm9vYg=="},
                            {"fooba", "Zm9vYmE="},
                            {"foobar", "Zm9vYmFy"}};
  for (const Vector& vector : vectors) {
    EXPECT_EQ(EncodeBase64(vector.bytes), vector.text);
    EXPECT_EQ(DecodeBase64(vector.text), std::string(vector.bytes));
  }
}

TEST(Base64, UsesTheUrlAlphabetWithoutPadding) {
  EXPECT_EQ(EncodeBase64("\xfb\xff\xfe\xff"), "+//+/w==");
  EXPECT_EQ(EncodeBase64Url("\xfb\xff\xfe\xff"), "-__-_w");
  EXPECT_EQ(DecodeBase64Url("-__-_w"), "\xfb\xff\xfe\xff");
}

TEST(Base64, ReturnsEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));

  EXPECT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
  EXPECT_EQ(DecodeBase64Url(EncodeBase64Url(bytes)), bytes);
}

TEST(Base64, RefusesEverythingThatTheEncoderNeverWrites) {
  for (absl::string_view text : {"Zg", "Zg=", "Zg===", "Zg==\n", " Zg==", "Zh==", "Zm9=", "Z===",
                                 "====", "-_==", "Zg==Zg==", "Zm 8=", "Zm8=="})
    EXPECT_EQ(DecodeBase64(text), absl::nullopt) << text;
}

TEST(Base64Url, RefusesEveryOtherSpelling) {
  for (absl::string_view text : {"Zg==", "Zg=", "+/", "Z", "Zm9vY", "Zh", "Zm9", "-_9", "Zg ",
                                 "Zm 9v", "Zm9v\n", "Zm+v", "Zm/v", "Zm9v.", "Zm9\xC3"})
    EXPECT_EQ(DecodeBase64Url(text), absl::nullopt) << text;
}

TEST(AnyBase64, TakesEitherAlphabetWithOrWithoutPadding) {
  for (absl::string_view text : {"+/8=", "+/8", "-_8=", "-_8"}) {
    char bytes[DecodedBase64Max(4)];
    const char* end = DecodeAnyBase64(text, bytes);
    ASSERT_NE(end, nullptr) << text;
    EXPECT_EQ(absl::string_view(bytes, end - bytes), "\xFB\xFF") << text;
  }
}

TEST(AnyBase64, RefusesWhatIsMixedIncompleteOrForeign) {
  for (absl::string_view text : {"+_8=", "Zg=", "Zg===", "Z", "Zh==", "Zg==Zg==", "Zm 8", "===="}) {
    char bytes[DecodedBase64Max(8)];
    EXPECT_EQ(DecodeAnyBase64(text, bytes), nullptr) << text;
  }
}

}  // namespace
}  // namespace steward::crypto

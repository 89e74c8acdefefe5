#include "platform/auth/api_key.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace steward::auth {
namespace {

const ApiKey kKey = {"4fQ2mZ81xYp0", std::string(43, 'a')};

TEST(ApiKey, HasAFormThatScannersFind) {
  EXPECT_EQ(FormatApiKey(kKey),
            "stw_live_4fQ2mZ81xYp0_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_4ammIE");
}

TEST(ApiKey, IsReadAsItWasWritten) {
  for (int i = 0; i < 100; ++i) {
    const ApiKey key = NewApiKey();
    const auto read = ParseApiKey(FormatApiKey(key));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->id, key.id);
    EXPECT_EQ(read->secret, key.secret);
  }
}

TEST(ApiKey, IsNeverTheSame) {
  std::set<std::string> ids, secrets;
  for (int i = 0; i < 1000; ++i) {
    const ApiKey key = NewApiKey();
    EXPECT_TRUE(ids.insert(key.id).second);
    EXPECT_TRUE(secrets.insert(key.secret).second);
  }
}

TEST(ApiKey, IsRefusedInAnyOtherForm) {
  const std::string good = FormatApiKey(kKey);
  ASSERT_TRUE(ParseApiKey(good).has_value());
  const std::string cases[] = {"",
                               "stw_live_",
                               good.substr(1),
                               good + "x",
                               good + " ",
                               " " + good,
                               good.substr(0, good.size() - 1),
                               "stw_test_" + good.substr(9),
                               "eyJhbGciOiJFZERTQSJ9.e30.x",
                               FormatApiKey({"short", kKey.secret}),
                               FormatApiKey({kKey.id, "short"}),
                               FormatApiKey({"4fQ2mZ81xYp-", kKey.secret}),
                               FormatApiKey({"4fQ2mZ81xYp_", kKey.secret}),
                               FormatApiKey({kKey.id, std::string(42, 'a') + "+"}),
                               FormatApiKey({kKey.id, std::string(42, 'a') + '\0'})};
  for (const std::string& text : cases) EXPECT_FALSE(ParseApiKey(text).has_value()) << text;
}

TEST(ApiKey, IsRefusedWhenOneCharacterDiffers) {
  const std::string good = FormatApiKey(kKey);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'b' ? 'c' : 'b';
    EXPECT_FALSE(ParseApiKey(changed).has_value()) << changed;
  }
}

TEST(ApiKey, IsRecognisedByItsDigest) {
  const std::string digest = DigestOfSecret(kKey.secret);

  EXPECT_EQ(digest.size(), 32u);
  EXPECT_TRUE(SecretMatches(kKey.secret, digest));
  EXPECT_FALSE(SecretMatches(std::string(43, 'b'), digest));
  EXPECT_FALSE(SecretMatches("", digest));
  EXPECT_FALSE(SecretMatches(kKey.secret, ""));
}

}  // namespace
}  // namespace steward::auth

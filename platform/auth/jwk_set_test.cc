#include "platform/auth/jwk_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/config/temporary_directory.h"

namespace steward::auth {
namespace {

using testing::HasSubstr;

const std::string kName = "k1";

class JwkSetTest : public testing::Test {
 protected:
  // Keys that can be used of those given beside a good one, which is always there.
  size_t CountBeside(const std::string& jwk) {
    auto set = ParseJwkSet(JwkSetText(key_.Jwk("good"), jwk));
    EXPECT_TRUE(set.ok()) << set.status() << jwk;
    return set.ok() ? set->size() - 1 : 0;
  }

  std::string Error(const std::string& json) {
    return std::string(ParseJwkSet(json).status().message());
  }

  const SigningKey key_ = SigningKey::Ed25519();
  const SigningKey& rsa_ = SigningKey::AnyRsa();
  const SigningKey p256_ = SigningKey::P256();
};

TEST_F(JwkSetTest, FindsKeysByNameAndType) {
  auto set = ParseJwkSet(JwkSetText(key_.Jwk("k1"), p256_.Jwk("k1"), rsa_.Jwk("k2")));
  ASSERT_TRUE(set.ok()) << set.status();

  EXPECT_EQ(set->Find(&kName, KeyType::kEd25519)->type(), KeyType::kEd25519);
  EXPECT_EQ(set->Find(&kName, KeyType::kP256)->type(), KeyType::kP256);
  EXPECT_EQ(set->Find(&kName, KeyType::kRsa), nullptr);
  EXPECT_EQ(set->Find(nullptr, KeyType::kRsa), nullptr);
}

TEST_F(JwkSetTest, FindsTheOnlyKeyWithoutAName) {
  for (const char* name : {"k1", ""}) {
    auto set = ParseJwkSet(JwkSetText(rsa_.Jwk(name)));
    ASSERT_TRUE(set.ok()) << set.status();
    EXPECT_NE(set->Find(nullptr, KeyType::kRsa), nullptr);
    EXPECT_EQ(set->Find(nullptr, KeyType::kP256), nullptr);
    EXPECT_EQ(set->Find(&kName, KeyType::kRsa) != nullptr, kName == name);
  }
}

TEST_F(JwkSetTest, TakesWhatIssuersPublish) {
  for (const char* more : {"", ",\"use\":\"sig\"", ",\"alg\":\"RS256\"", ",\"alg\":\"PS256\"",
                           ",\"key_ops\":[\"verify\"]", ",\"x5t\":\"abc\",\"x5c\":[\"MIIC\"]",
                           ",\"subjects\":\"*\"", ",\"issuer\":{\"nested\":[1,2]}"})
    EXPECT_EQ(CountBeside(rsa_.Jwk("k1", more)), 1u) << more;
}

TEST_F(JwkSetTest, PassesOverWhatItCannotUse) {
  for (const std::string& jwk :
       std::vector<std::string>{"1",
                                "null",
                                "{}",
                                "[]",
                                R"({"kty":"RSA"})",
                                R"({"kty":"AKP","kid":"k1","pub":"AA"})",
                                rsa_.Jwk("k1", ",\"use\":\"enc\""),
                                rsa_.Jwk("k1", ",\"use\":1"),
                                rsa_.Jwk("k1", ",\"key_ops\":[\"encrypt\"]"),
                                rsa_.Jwk("k1", ",\"key_ops\":\"verify\""),
                                rsa_.Jwk("k1", ",\"alg\":\"RSA-OAEP\""),
                                rsa_.Jwk("k1", ",\"alg\":\"HS256\""),
                                rsa_.Jwk("k1", ",\"alg\":\"ES256\""),
                                rsa_.Jwk("k1", ",\"alg\":null"),
                                rsa_.Jwk("../k1"),
                                rsa_.Jwk(std::string(129, 'k')),
                                rsa_.Jwk(""),
                                SigningKey::Rsa(1024).Jwk("k1"),
                                SigningKey::Rsa(2040).Jwk("k1"),
                                R"({"kty":"EC","crv":"P-384","kid":"k1","x":"AA","y":"AA"})",
                                R"({"kty":"OKP","crv":"X25519","kid":"k1","x":"AA"})",
                                R"({"kty":"RSA","kid":"k1","n":"AQAB=","e":"AQAB"})"})
    EXPECT_EQ(CountBeside(jwk), 0u) << jwk;
}

TEST_F(JwkSetTest, RefusesWhatNoIssuerShouldPublish) {
  const std::string good = key_.Jwk("k1");
  struct Case {
    std::string json;
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {"", "JWK set"},
           {"[]", "JWK set"},
           {"{\"keys\":{}}", "JWK set"},
           {"<html>", "JWK set"},
           {JwkSetText(good) + "x", "JWK set"},
           {"{\"keys\":[],\"keys\":[]}", "JWK set"},
           {JwkSetText(key_.Jwk("k1", ",\"kid\":\"k2\"")), "JWK set"},
           {"{\"keys\":[]}", "no key"},
           {JwkSetText("{}"), "no key"},
           {JwkSetText(good, good), "same kid"},
           {JwkSetText(key_.Jwk("k1", ",\"d\":\"AA\"")), "private"},
           {JwkSetText(good, rsa_.Jwk("k2", ",\"dp\":\"AA\"")), "private"},
           {JwkSetText(good, rsa_.Jwk("k2", ",\"use\":\"enc\",\"d\":\"AA\"")), "private"},
           {JwkSetText(good, R"({"kty":"oct","kid":"k2","k":"AA"})"), "symmetric"},
           {JwkSetText(good) + std::string(64 * 1024, ' '), "64 KiB"},
       })
    EXPECT_THAT(Error(c.json), HasSubstr(c.why)) << c.json.substr(0, 100);
}

TEST_F(JwkSetTest, HoldsFiftyKeysAndNoMore) {
  auto text = [this](int count) {
    std::vector<std::string> keys;
    for (int i = 0; i < count; ++i) keys.push_back(key_.Jwk(absl::StrCat("k", i)));
    return JwkSetText(absl::StrJoin(keys, ","));
  };

  EXPECT_TRUE(ParseJwkSet(text(50)).ok());
  EXPECT_THAT(Error(text(51)), HasSubstr("50"));
}

TEST_F(JwkSetTest, KeyIsForTheAlgorithmItNames) {
  auto set = ParseJwkSet(JwkSetText(rsa_.Jwk("k1", ",\"alg\":\"RS256\"")));
  ASSERT_TRUE(set.ok()) << set.status();
  const auto key = set->Find(&kName, KeyType::kRsa);

  EXPECT_TRUE(key->Verify(Algorithm::kRs256, "m", rsa_.Sign(Algorithm::kRs256, "m")));
  EXPECT_FALSE(key->Verify(Algorithm::kPs256, "m", rsa_.Sign(Algorithm::kPs256, "m")));
}

TEST_F(JwkSetTest, KeepsTheKeysThatStay) {
  auto before = *ParseJwkSet(JwkSetText(key_.Jwk("k1"), rsa_.Jwk("k2"), p256_.Jwk("k3")));
  auto after = *ParseJwkSet(
      JwkSetText(key_.Jwk("k1"), rsa_.Jwk("k2", ",\"alg\":\"PS256\""), p256_.Jwk("k4")));
  const std::string changed = "k2";

  after.Keep(before);

  EXPECT_EQ(after.Find(&kName, KeyType::kEd25519), before.Find(&kName, KeyType::kEd25519));
  EXPECT_NE(after.Find(&changed, KeyType::kRsa), before.Find(&changed, KeyType::kRsa));
}

TEST_F(JwkSetTest, NamesTheFileThatIsWrong) {
  config::TemporaryDirectory directory;

  EXPECT_TRUE(LoadJwkSet(directory.Write("good", JwkSetText(key_.Jwk("k1")))).ok());
  EXPECT_THAT(std::string(LoadJwkSet(directory.Write("bad", "{}")).status().message()),
              HasSubstr("bad is not a JWK set"));
  EXPECT_THAT(std::string(LoadJwkSet(directory.Path("none")).status().message()),
              HasSubstr("none cannot be read"));
}

}  // namespace
}  // namespace steward::auth

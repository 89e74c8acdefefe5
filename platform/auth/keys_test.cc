#include "platform/auth/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/config/temporary_directory.h"

namespace steward::auth {
namespace {

using testing::HasSubstr;

constexpr absl::string_view kX = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

std::string Set(absl::string_view members) { return absl::StrCat("{\"keys\":[{", members, "}]}"); }

std::string Jwk(absl::string_view more = "") {
  return absl::StrCat("\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\",\"x\":\"", kX, "\"", more);
}

TEST(PrivateKeyFile, IsReadBackAndNeverOverwritten) {
  config::TemporaryDirectory directory;
  PrivateKey key = PrivateKey::Generate();
  std::string path = directory.Path("key.pem");

  ASSERT_TRUE(SavePrivateKey(path, key).ok());

  EXPECT_EQ(LoadPrivateKey(path)->public_key().bytes(), key.public_key().bytes());
  EXPECT_EQ(SavePrivateKey(path, key).code(), absl::StatusCode::kAlreadyExists);
}

TEST(PrivateKeyFile, IsRefusedWhenOthersCanReadIt) {
  config::TemporaryDirectory directory;
  std::string path = directory.Write("key.pem", PrivateKey::Generate().ToPem(), 0644);

  EXPECT_EQ(LoadPrivateKey(path).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST(KeySet, IsReadBackFromItsText) {
  PublicKey key = PrivateKey::Generate().public_key();
  KeySet keys;
  keys.emplace("gateway", TrustedKey{key, "*"});
  keys.emplace("notification", TrustedKey{key, "services/notification"});
  keys.emplace("issuer-1", TrustedKey{key, ""});

  auto read = ParseKeySet(RenderKeySet(keys));

  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 3u);
  EXPECT_EQ(read->at("gateway").subjects, "*");
  EXPECT_EQ(read->at("notification").subjects, "services/notification");
  EXPECT_EQ(read->at("issuer-1").subjects, "");
  EXPECT_EQ(read->at("gateway").key.bytes(), key.bytes());
}

TEST(KeySet, AcceptsTheKeyOfRfc8037) {
  EXPECT_TRUE(ParseKeySet(Set(Jwk())).ok());
  EXPECT_TRUE(ParseKeySet(Set(Jwk(",\"use\":\"sig\",\"alg\":\"EdDSA\""))).ok());
}

TEST(KeySet, RefusesWhatIsNotStrict) {
  const std::string kGood = Jwk();
  struct Case {
    std::string json;
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {"", "JWK set"},
           {"[]", "JWK set"},
           {"{\"keys\":[]}", "no keys"},
           {"{\"keys\":{}}", "JWK set"},
           {"{\"keys\":[1]}", "not an object"},
           {absl::StrCat("{\"keys\":[{", kGood, "}],\"more\":1}"), "JWK set"},
           {absl::StrCat("{\"keys\":[{", kGood, "},{", kGood, "}]}"), "same kid"},
           {Set(Jwk(",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"")), "private key"},
           {Set(Jwk(",\"x5u\":\"https://evil.example\"")), "members other than"},
           {Set(Jwk(",\"kid\":\"b\"")), "repeated"},
           {Set(Jwk(",\"use\":\"enc\"")), "not an Ed25519 signing key"},
           {Set(Jwk(",\"alg\":\"HS256\"")), "not an Ed25519 signing key"},
           {Set(Jwk(",\"subjects\":\"everybody\"")), "neither"},
           {Set(Jwk(",\"subjects\":[\"*\"]")), "members other than"},
           {Set(absl::StrReplaceAll(kGood, {{"OKP", "RSA"}})), "not an Ed25519 signing key"},
           {Set(absl::StrReplaceAll(kGood, {{"Ed25519", "X25519"}})), "not an Ed25519"},
           {Set(absl::StrReplaceAll(kGood, {{"\"a\"", "\"../a\""}})), "proper kid"},
           {Set(absl::StrReplaceAll(kGood, {{"\"a\"", "\"\""}})), "proper kid"},
           {Set(absl::StrReplaceAll(kGood, {{"HURo", "HURo="}})), "proper x"},
           {Set(absl::StrReplaceAll(kGood, {{"HURo", ""}})), "not an Ed25519 public key"},
           {Set(kGood) + std::string(64 * 1024, ' '), "64 KiB"},
       }) {
    EXPECT_THAT(std::string(ParseKeySet(c.json).status().message()), HasSubstr(c.why))
        << c.json.substr(0, 200);
  }
}

TEST(KeySet, HoldsFiftyKeysAndNoMore) {
  auto set = [](int count) {
    std::string json = "{\"keys\":[";
    for (int i = 0; i < count; ++i) {
      std::string kid = absl::StrCat("\"k", i, "\"");
      absl::StrAppend(&json, i == 0 ? "" : ",", "{", absl::StrReplaceAll(Jwk(), {{"\"a\"", kid}}),
                      "}");
    }
    return json + "]}";
  };

  EXPECT_TRUE(ParseKeySet(set(50)).ok());
  EXPECT_THAT(std::string(ParseKeySet(set(51)).status().message()), HasSubstr("50"));
}

TEST(KeySet, NamesTheFileThatIsWrong) {
  config::TemporaryDirectory directory;

  EXPECT_TRUE(LoadKeySet(directory.Write("good.json", Set(Jwk()))).ok());
  EXPECT_THAT(std::string(LoadKeySet(directory.Write("bad.json", "{}")).status().message()),
              HasSubstr("bad.json is not a JWK set"));
  EXPECT_THAT(std::string(LoadKeySet(directory.Path("none.json")).status().message()),
              HasSubstr("none.json cannot be read"));
}

}  // namespace
}  // namespace steward::auth

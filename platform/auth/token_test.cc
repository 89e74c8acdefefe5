#include "platform/auth/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "platform/auth/keys.h"
#include "platform/auth/refusal.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/auth/token_signer.h"
#include "platform/status/errors.h"

namespace steward::auth {
namespace {

using testing::ElementsAre;

std::string SignCompact(absl::string_view header, absl::string_view claims, const SigningKey& key) {
  return key.Token(Algorithm::kEdDsa, header, claims);
}

const absl::Time kNow = absl::FromUnixSeconds(1700000000);
constexpr absl::string_view kHeader = R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1"})";
// Issued 100 s ago, valid for another 500 s.
constexpr absl::string_view kClaims =
    R"({"iss":"https://id.example","aud":"steward","sub":"users/alice","tenant":"demo",)"
    R"("roles":["agent"],"iat":1699999900,"exp":1700000500})";

class TokenTest : public testing::Test {
 protected:
  static TokenIssuer Issuer(const std::string& name, const std::string& keys) {
    TokenIssuer issuer;
    issuer.issuer = name;
    issuer.audience = "steward";
    issuer.algorithms = {Algorithm::kEdDsa};
    issuer.keys = std::make_shared<FixedKeys>(*ParseJwkSet(keys));
    return issuer;
  }

  static void ExpectLooksLikeAnyOther(const absl::Status& refused) {
    EXPECT_EQ(errors::ToProto(refused).SerializeAsString(),
              errors::ToProto(errors::InvalidToken()).SerializeAsString());
  }

  bool Accepts(const std::string& token, absl::Time now = kNow) {
    auto result = verifier_.Verify(token, now);
    if (!result.ok()) ExpectLooksLikeAnyOther(result.status());
    return result.ok();
  }

  bool AcceptsHeader(absl::string_view header) {
    return Accepts(SignCompact(header, kClaims, key_));
  }

  // The good claims with one replacement.
  bool AcceptsClaims(absl::string_view from, absl::string_view to) {
    std::string claims = absl::StrReplaceAll(kClaims, {{from, to}});
    EXPECT_TRUE(from == to || claims != kClaims) << from;
    return Accepts(SignCompact(kHeader, claims, key_));
  }

  static TokenIssuer WithTenants(TokenIssuer issuer, std::set<std::string> tenants) {
    issuer.tenants = std::move(tenants);
    return issuer;
  }

  const SigningKey key_ = SigningKey::Ed25519();
  const SigningKey other_key_ = SigningKey::Ed25519();
  TokenVerifier verifier_{
      {Issuer("https://id.example", JwkSetText(key_.Jwk("k1"), SigningKey::Ed25519().Jwk("k2"))),
       WithTenants(Issuer("https://other.example", JwkSetText(other_key_.Jwk("o1"))), {"other"})}};
};

TEST_F(TokenTest, SaysWhoTheCallerIs) {
  auto token = verifier_.Verify(SignCompact(kHeader, kClaims, key_), kNow);

  ASSERT_TRUE(token.ok());
  EXPECT_EQ((*token)->tenant, "demo");
  EXPECT_EQ((*token)->subject, "users/alice");
  EXPECT_THAT((*token)->roles, ElementsAre("agent"));
  EXPECT_EQ((*token)->expire_time, absl::FromUnixSeconds(1700000500));
  EXPECT_EQ((*token)->issue_time, absl::FromUnixSeconds(1699999900));
  EXPECT_EQ((*token)->token_id, "");

  const std::string named = absl::StrReplaceAll(kClaims, {{"\"sub\"", "\"jti\":\"t1\",\"sub\""}});
  auto other = verifier_.Verify(SignCompact(kHeader, named, key_), kNow);
  ASSERT_TRUE(other.ok());
  EXPECT_EQ((*other)->token_id, "t1");
}

TEST_F(TokenTest, OfTheSignerIsAcceptedForItsWholeDay) {
  const PrivateKey key = PrivateKey::Generate();
  TokenVerifier verifier(
      {Issuer("https://id.example", RenderKeySet({{"k1", TrustedKey{key.public_key(), ""}}}))});
  TokenClaims claims{"https://id.example", "steward", "demo",         "users/admin",
                     {"tenant_admin"},     kNow,      absl::Hours(24)};

  std::string token = SignToken(claims, "k1", key);
  const absl::Time end = kNow + absl::Hours(24) + absl::Seconds(60);

  EXPECT_TRUE(verifier.Verify(token, kNow).ok());
  EXPECT_TRUE(verifier.Verify(token, end - absl::Seconds(1)).ok());
  EXPECT_FALSE(verifier.Verify(token, end).ok());
  claims.lifetime += absl::Seconds(1);
  EXPECT_FALSE(verifier.Verify(SignToken(claims, "k1", key), kNow).ok());
}

TEST_F(TokenTest, IsRefusedForItsHeader) {
  for (const std::string& header : std::vector<std::string>{
           // T1, T2: algorithms that are not on the list.
           R"({"alg":"none","typ":"at+jwt","kid":"k1"})",
           R"({"alg":"None","typ":"at+jwt","kid":"k1"})",
           R"({"alg":"nOnE","typ":"at+jwt","kid":"k1"})",
           R"({"alg":"HS256","typ":"at+jwt","kid":"k1"})",
           R"({"alg":"RS256","typ":"at+jwt","kid":"k1"})",
           R"({"alg":"eddsa","typ":"at+jwt","kid":"k1"})",
           R"({"alg":["EdDSA"],"typ":"at+jwt","kid":"k1"})",
           R"({"typ":"at+jwt","kid":"k1"})",
           // T4: kid.
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"../../etc/passwd"})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1' OR '1'='1"})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k2"})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"o1"})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":""})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":1})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":null})",
           R"({"alg":"EdDSA","typ":"at+jwt"})",
           absl::StrCat(R"({"alg":"EdDSA","typ":"at+jwt","kid":")", std::string(129, 'k'), "\"}"),
           absl::StrCat(R"({"alg":"EdDSA","typ":"at+jwt","kid":")", std::string(10240, 'k'), "\"}"),
           // T5 and its kin: keys and demands in the header.
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1","jku":"https://evil.example"})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1","x5u":"https://evil.example"})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1","jwk":{}})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1","x5c":[]})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1","crit":["exp"]})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1","zip":"DEF"})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1","b64":false})",
           R"({"alg":"EdDSA","typ":"at+jwt","kid":"k1","enc":"A128GCM"})",
           // T11: another kind of token.
           R"({"alg":"EdDSA","typ":"JWT","kid":"k1"})",
           R"({"alg":"EdDSA","kid":"k1"})",
           R"({"alg":"EdDSA","typ":"logout+jwt","kid":"k1"})",
           R"({"alg":"EdDSA","typ":7,"kid":"k1"})",
           // T13.
           R"({"alg":"EdDSA","alg":"EdDSA","typ":"at+jwt","kid":"k1"})",
           R"(["EdDSA"])",
           "",
       }) {
    EXPECT_FALSE(AcceptsHeader(header)) << header;
  }
  EXPECT_TRUE(AcceptsHeader(kHeader));
  EXPECT_TRUE(AcceptsHeader(R"({"alg":"EdDSA","typ":"application/AT+JWT","kid":"k1"})"));
}

TEST_F(TokenTest, IsRefusedForItsTimes) {
  struct Case {
    absl::string_view from;
    absl::string_view to;
    bool accepted;
  };
  for (const Case& c : std::vector<Case>{
           // T7: exp.
           {",\"exp\":1700000500", "", false},
           {"1700000500", "1699999941", true},
           {"1700000500", "1699999940", false},
           {"1700000500", "1699999939", false},
           {"1700000500", "\"1700000500\"", false},
           {"1700000500", "1e308", false},
           {"1700000500", "1700000500.5", false},
           {"1700000500", "1.7000005e9", false},
           {"1700000500", "-1700000500", false},
           {"1700000500", "9223372036854775807", false},
           {"1700000500", "18446744073709551615", false},
           {"1700000500", "null", false},
           // The lifetime: 24 h after iat, and no more.
           {"1700000500", "1700086300", true},
           {"1700000500", "1700086301", false},
           // T8: iat and nbf.
           {"1699999900", "1700000060", true},
           {"1699999900", "1700000061", false},
           {"\"iat\":1699999900,", "", false},
           {"1699999900", "\"1699999900\"", false},
           {"1699999900", "1700000500", false},
           {"\"iat\"", "\"nbf\":1700000060,\"iat\"", true},
           {"\"iat\"", "\"nbf\":1700000061,\"iat\"", false},
           {"\"iat\"", "\"nbf\":\"0\",\"iat\"", false},
       }) {
    EXPECT_EQ(AcceptsClaims(c.from, c.to), c.accepted) << c.from << " -> " << c.to;
  }
}

TEST_F(TokenTest, IsRefusedForItsClaims) {
  struct Case {
    absl::string_view from;
    absl::string_view to;
    bool accepted;
  };
  for (const Case& c : std::vector<Case>{
           // T10: aud.
           {"\"steward\"", "[\"steward\"]", true},
           {"\"steward\"", "[\"other\",\"steward\"]", false},
           {"\"steward\"", "[\"steward\",\"steward\"]", false},
           {"\"steward\"", "\"other\"", false},
           {"\"steward\"", "\"steward2\"", false},
           {"\"steward\"", "\"stewar\"", false},
           {"\"steward\"", "[]", false},
           {"\"steward\"", "[\"steward\",1]", false},
           {"\"steward\"", "{}", false},
           {"\"aud\":\"steward\",", "", false},
           // The issuer.
           {"https://id.example", "https://id.example/", false},
           {"https://id.example", "https://ID.example", false},
           {"https://id.example", "https://other.example", false},
           {"\"iss\":\"https://id.example\",", "", false},
           // T13: a member twice, also deep inside and by another spelling.
           {"\"sub\"", "\"sub\":\"users/bob\",\"sub\"", false},
           {"\"sub\"", "\"s\\u0075b\":\"users/bob\",\"sub\"", false},
           {"\"sub\"", "\"x\":{\"a\":1,\"a\":2},\"sub\"", false},
           {"\"sub\"", "\"x\":{\"a\":1,\"b\":[2]},\"sub\"", true},
           // Subject.
           {"users/alice", "alice", true},
           {"users/alice", "", false},
           {"users/alice", "users/", false},
           {"users/alice", "services/notification", false},
           {"users/alice", "users/a/b", false},
           {"users/alice", "users/a\\u0000b", false},
           {"users/alice", "users/ä", false},
           {"\"users/alice\"", "7", false},
           {"\"sub\":\"users/alice\",", "", false},
           // Id of the token.
           {"\"sub\"", "\"jti\":\"t1\",\"sub\"", true},
           {"\"sub\"", "\"jti\":7,\"sub\"", false},
           {"\"sub\"", "\"jti\":null,\"sub\"", false},
           // Tenant.
           {"\"demo\"", "\"third\"", true},
           {"\"demo\"", "\"other\"", false},
           {"\"demo\"", "\"Demo\"", false},
           {"\"demo\"", "\"-demo\"", false},
           {"\"demo\"", "\"\"", false},
           {"\"demo\"", "[\"demo\"]", false},
           {"\"tenant\":\"demo\",", "", false},
           // Roles.
           {"\"roles\":[\"agent\"],", "", true},
           {"[\"agent\"]", "[]", true},
           {"[\"agent\"]", "\"agent\"", false},
           {"[\"agent\"]", "[\"agent\",null]", false},
           {"[\"agent\"]", "[\"*\"]", false},
           {"[\"agent\"]", "[\"service\"]", false},
       }) {
    EXPECT_EQ(AcceptsClaims(c.from, c.to), c.accepted) << c.from << " -> " << c.to;
  }
}

TEST_F(TokenTest, TellsTheLogWhyItIsRefused) {
  struct Case {
    absl::string_view from;
    absl::string_view to;
    absl::string_view why;
  };
  for (const Case& c : std::vector<Case>{{"1700000500", "1699999939", "exp"},
                                         {"\"steward\"", "\"other\"", "aud"},
                                         {"id.example", "evil.example", "iss"},
                                         {"\"agent\"", "\"service\"", "roles"}}) {
    const std::string claims = absl::StrReplaceAll(kClaims, {{c.from, c.to}});
    const auto refused = verifier_.Verify(SignCompact(kHeader, claims, key_), kNow);
    EXPECT_EQ(errors::LogText(refused.status()),
              absl::StrCat("The credential is not valid. [", c.why, "]"));
  }
  const auto forged = verifier_.Verify(SignCompact(kHeader, kClaims, other_key_), kNow);
  EXPECT_THAT(errors::LogText(forged.status()), testing::EndsWith("[signature]"));
}

TEST_F(TokenTest, OfAGoodSignatureIsNoGuess) {
  const auto refusal_of = [&](absl::string_view claims, const SigningKey& key) {
    return verifier_.Verify(SignCompact(kHeader, claims, key), kNow).status();
  };
  const std::string expired = absl::StrReplaceAll(kClaims, {{"1700000500", "1699999930"}});

  EXPECT_TRUE(HasGoodSignature(refusal_of(expired, key_)));
  EXPECT_FALSE(HasGoodSignature(refusal_of(expired, other_key_)));
  EXPECT_FALSE(HasGoodSignature(verifier_.Verify("x", kNow).status()));
  EXPECT_EQ(DigestOfSigned(refusal_of(expired, key_)), DigestOfSigned(refusal_of(expired, key_)));
  const std::string other = absl::StrReplaceAll(expired, {{"demo", "acme"}});
  EXPECT_NE(DigestOfSigned(refusal_of(expired, key_)), DigestOfSigned(refusal_of(other, key_)));
  EXPECT_FALSE(DigestOfSigned(refusal_of(expired, other_key_)));
}

TEST_F(TokenTest, OfOneIssuerNeverNamesTheTenantOfAnother) {
  constexpr absl::string_view kOtherHeader = R"({"alg":"EdDSA","typ":"at+jwt","kid":"o1"})";
  std::string claims = absl::StrReplaceAll(kClaims, {{"id.example", "other.example"}});

  EXPECT_FALSE(Accepts(SignCompact(kOtherHeader, claims, other_key_)));
  EXPECT_TRUE(Accepts(SignCompact(
      kOtherHeader, absl::StrReplaceAll(claims, {{"\"demo\"", "\"other\""}}), other_key_)));
  // Signed with the key of one issuer in the name of the other.
  EXPECT_FALSE(Accepts(SignCompact(kOtherHeader, kClaims, other_key_)));
}

TEST_F(TokenTest, IsRefusedBeyondEightKibibytes) {
  // T17: signed well, so that nothing but its size can be against it.
  const auto padded = [this](size_t bytes) {
    const std::string more = absl::StrCat("\"x\":\"", std::string(bytes, 'x'), "\",\"iat\"");
    return SignCompact(kHeader, absl::StrReplaceAll(kClaims, {{"\"iat\"", more}}), key_);
  };
  const std::string large = padded(5200);
  const std::string larger = padded(6500);
  ASSERT_GT(large.size(), 7 * 1024u);
  ASSERT_LT(large.size(), 8 * 1024u);
  ASSERT_GT(larger.size(), 8 * 1024u);

  EXPECT_TRUE(Accepts(large));
  EXPECT_FALSE(Accepts(larger));
  EXPECT_THAT(errors::LogText(verifier_.Verify(larger, kNow).status()),
              testing::EndsWith("[size]"));
}

TEST_F(TokenTest, IsRefusedInAnyOtherSpelling) {
  std::string token = SignCompact(kHeader, kClaims, key_);
  ASSERT_TRUE(Accepts(token));
  std::vector<std::string> parts = absl::StrSplit(token, '.');

  for (const std::string& other : std::vector<std::string>{
           "", ".", "..", "...", token + ".", "." + token, token + "=", token + " ", " " + token,
           token + "\n", token + "." + parts[2], absl::StrCat(parts[0], ".", parts[1]),
           absl::StrCat(parts[0], ".", parts[1], "."), absl::StrCat(parts[0], "..", parts[2]),
           absl::StrCat(".", parts[1], ".", parts[2]),
           absl::StrCat(parts[0], "=.", parts[1], ".", parts[2]),
           // T16: a JWE has five parts. T17: 9 KiB.
           absl::StrCat(token, ".", parts[1], ".", parts[2]), std::string(9 * 1024, 'a'),
           absl::StrCat(token, std::string(9 * 1024, 'a'))}) {
    EXPECT_FALSE(Accepts(other)) << other.substr(0, 100);
  }
}

TEST_F(TokenTest, IsRefusedWithEveryCharacterTamperedWith) {
  std::string token = SignCompact(kHeader, kClaims, key_);
  ASSERT_TRUE(Accepts(token));

  for (size_t i = 0; i < token.size(); ++i) {
    std::string tampered = token;
    tampered[i] = token[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(Accepts(tampered)) << "character " << i;
    EXPECT_FALSE(Accepts(token.substr(0, i))) << "cut at " << i;
  }
}

TEST_F(TokenTest, IsRefusedWhenSignedByAnother) {
  EXPECT_FALSE(Accepts(SignCompact(kHeader, kClaims, other_key_)));
}

TEST_F(TokenTest, IsRememberedButNotBeyondItsExpiry) {
  std::string token = SignCompact(kHeader, kClaims, key_);
  auto first = verifier_.Verify(token, kNow);
  ASSERT_TRUE(first.ok());

  EXPECT_EQ(*verifier_.Verify(token, kNow + absl::Seconds(59)), *first);
  EXPECT_NE(*verifier_.Verify(token, kNow + absl::Seconds(60)), *first);
  EXPECT_FALSE(Accepts(token, kNow + absl::Seconds(560)));
}

}  // namespace
}  // namespace steward::auth

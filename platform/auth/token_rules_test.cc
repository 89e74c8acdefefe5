// What the entry of an issuer decides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/auth/refusal.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/auth/token.h"
#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"
#include "platform/status/errors.h"

namespace steward::auth {
namespace {

using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);
constexpr absl::string_view kClaims =
    R"({"iss":"https://id.example","aud":"steward","sub":"alice","tenant":"demo",)"
    R"("iat":1699999900,"exp":1700000500})";

std::string Header(absl::string_view alg, absl::string_view kid = "k1",
                   absl::string_view typ = "at+jwt") {
  return absl::StrCat("{\"alg\":\"", alg, "\"", typ.empty() ? "" : ",\"typ\":\"", typ,
                      typ.empty() ? "" : "\"", kid.empty() ? "" : ",\"kid\":\"", kid,
                      kid.empty() ? "" : "\"", "}");
}

// The good claims with more of them, or others in their place.
std::string With(absl::string_view more) {
  return absl::StrReplaceAll(kClaims, {{"\"iat\"", absl::StrCat(more, ",\"iat\"")}});
}

class TokenRulesTest : public testing::Test {
 protected:
  TokenIssuer Issuer(const std::string& keys, std::vector<Algorithm> algorithms) const {
    TokenIssuer issuer;
    issuer.issuer = "https://id.example";
    issuer.audience = "steward";
    issuer.algorithms = std::move(algorithms);
    issuer.keys = std::make_shared<FixedKeys>(*ParseJwkSet(keys));
    return issuer;
  }
  TokenIssuer Issuer() const { return Issuer(JwkSetText(key_.Jwk("k1")), {Algorithm::kEdDsa}); }

  static bool Accepts(const TokenIssuer& issuer, const std::string& token) {
    EXPECT_TRUE(CheckIssuers({issuer}).ok());
    auto result = TokenVerifier({issuer}).Verify(token, kNow);
    EXPECT_TRUE(result.ok() || errors::ReasonOf(result.status()) == errors::Reason::INVALID_TOKEN);
    return result.ok();
  }
  bool Accepts(const TokenIssuer& issuer, absl::string_view header,
               absl::string_view claims) const {
    return Accepts(issuer, key_.Token(Algorithm::kEdDsa, header, claims));
  }

  // The tenant that a token comes to name; empty for one that is refused.
  std::string TenantOf(const TokenIssuer& issuer, const std::string& claims) const {
    auto token = TokenVerifier({issuer}).Verify(
        key_.Token(Algorithm::kEdDsa, Header("EdDSA"), claims), kNow);
    return token.ok() ? (*token)->tenant : "";
  }

  const SigningKey key_ = SigningKey::Ed25519();
  const SigningKey& rsa_ = SigningKey::AnyRsa();
  const SigningKey p256_ = SigningKey::P256();
};

TEST_F(TokenRulesTest, AlgorithmsAreThoseOfTheListAndFitTheKey) {
  const std::string keys = JwkSetText(rsa_.Jwk("r"), p256_.Jwk("p"), key_.Jwk("e"));
  const std::vector<Algorithm> all = {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256,
                                      Algorithm::kEdDsa};
  struct Case {
    const SigningKey& key;
    Algorithm algorithm;
    absl::string_view name;
    absl::string_view kid;
  };
  for (const Case& c :
       {Case{rsa_, Algorithm::kRs256, "RS256", "r"}, Case{rsa_, Algorithm::kPs256, "PS256", "r"},
        Case{p256_, Algorithm::kEs256, "ES256", "p"},
        Case{key_, Algorithm::kEdDsa, "EdDSA", "e"}}) {
    const std::string token = c.key.Token(c.algorithm, Header(c.name, c.kid), kClaims);
    std::vector<Algorithm> others = all;
    others.erase(std::find(others.begin(), others.end(), c.algorithm));

    EXPECT_TRUE(Accepts(Issuer(keys, all), token)) << c.name;
    EXPECT_TRUE(Accepts(Issuer(keys, {c.algorithm}), token)) << c.name;
    EXPECT_FALSE(Accepts(Issuer(keys, others), token)) << c.name;
    for (absl::string_view kid : {"r", "p", "e"}) {
      const std::string astray = c.key.Token(c.algorithm, Header(c.name, kid), kClaims);
      EXPECT_EQ(Accepts(Issuer(keys, all), astray), kid == c.kid) << c.name << kid;
    }
  }
}

TEST_F(TokenRulesTest, PublicKeysAreNoSecretsOfHmac) {
  const std::string keys = JwkSetText(rsa_.Jwk("k1"));
  const TokenIssuer issuer = Issuer(keys, {Algorithm::kRs256, Algorithm::kPs256});
  const std::string message =
      absl::StrCat(crypto::EncodeBase64Url(Header("HS256")), ".", crypto::EncodeBase64Url(kClaims));
  for (const std::string& secret : {keys, rsa_.Jwk("k1"), rsa_.Jwk("")}) {
    const std::string mac = crypto::HmacSha256(secret, message);
    EXPECT_FALSE(Accepts(issuer, absl::StrCat(message, ".", crypto::EncodeBase64Url(mac))));
  }
}

TEST_F(TokenRulesTest, TheOnlyKeyNeedsNoName) {
  const TokenIssuer two =
      Issuer(JwkSetText(key_.Jwk("k1"), p256_.Jwk("k2")), {Algorithm::kEdDsa, Algorithm::kEs256});

  EXPECT_TRUE(Accepts(Issuer(), Header("EdDSA", ""), kClaims));
  EXPECT_FALSE(Accepts(Issuer(), Header("EdDSA", "k2"), kClaims));
  EXPECT_FALSE(Accepts(two, Header("EdDSA", ""), kClaims));
  EXPECT_TRUE(Accepts(two, Header("EdDSA", "k1"), kClaims));
}

TEST_F(TokenRulesTest, TypesOfTokens) {
  TokenIssuer lenient = Issuer();
  lenient.at_jwt_required = false;
  struct Case {
    absl::string_view typ;
    bool strict;
    bool lenient;
  };
  for (const Case& c : {Case{"at+jwt", true, true}, Case{"application/at+jwt", true, true},
                        Case{"AT+JWT", true, true}, Case{"JWT", false, true},
                        Case{"jwt", false, true}, Case{"", false, true}, Case{"JWE", false, false},
                        Case{"logout+jwt", false, false}, Case{"dpop+jwt", false, false}}) {
    EXPECT_EQ(Accepts(Issuer(), Header("EdDSA", "k1", c.typ), kClaims), c.strict) << c.typ;
    EXPECT_EQ(Accepts(lenient, Header("EdDSA", "k1", c.typ), kClaims), c.lenient) << c.typ;
  }
  for (absl::string_view claim :
       {"\"nonce\":\"n\"", "\"at_hash\":\"h\"", "\"c_hash\":\"h\"", "\"nonce\":null"})
    EXPECT_FALSE(Accepts(lenient, Header("EdDSA", "k1", "JWT"), With(claim))) << claim;
}

TEST_F(TokenRulesTest, ActorsAreRefusedUnlessTheyAreRecorded) {
  TokenIssuer recording = Issuer();
  recording.actors_recorded = true;
  struct Case {
    absl::string_view claim;
    bool recorded;
    absl::string_view actor;
  };
  for (const Case& c : std::vector<Case>{
           {R"("act":{"sub":"bot"})", true, "bot"},
           {R"("act":{"sub":"bot","act":{"sub":"first"}})", true, "bot"},
           {R"("act":{"sub":"bot","iss":"https://id.example"})", true, "bot"},
           {R"("act":{"sub":"bot","iss":"https://o.example"})", true, "bot;iss=https://o.example"},
           {R"("act":{})", false, ""},
           {R"("act":null)", false, ""},
           {R"("act":"bot")", false, ""},
           {R"("act":{"sub":"a;b"})", false, ""},
       }) {
    const std::string token = key_.Token(Algorithm::kEdDsa, Header("EdDSA"), With(c.claim));
    EXPECT_FALSE(Accepts(Issuer(), token)) << c.claim;
    const auto read = TokenVerifier({recording}).Verify(token, kNow);
    ASSERT_EQ(read.ok(), c.recorded) << c.claim;
    if (read.ok()) {
      EXPECT_EQ((*read)->actor, c.actor);
      EXPECT_EQ((*read)->subject, "users/alice");
    }
  }
  // Who may become an actor concerns the issuer only (RFC 8693 §4.4).
  EXPECT_TRUE(Accepts(Issuer(), Header("EdDSA"), With(R"("may_act":{"sub":"bot"})")));
}

TEST_F(TokenRulesTest, SayWhyAnActorIsRefused) {
  TokenIssuer recording = Issuer();
  recording.actors_recorded = true;
  const auto text = [&](const TokenIssuer& issuer, absl::string_view act) {
    const auto read = TokenVerifier({issuer}).Verify(
        key_.Token(Algorithm::kEdDsa, Header("EdDSA"), With(act)), kNow);
    EXPECT_EQ(errors::ReasonOf(read.status()), errors::Reason::INVALID_TOKEN);
    EXPECT_TRUE(HasGoodSignature(read.status()));
    return std::string(read.status().message());
  };

  EXPECT_THAT(text(Issuer(), R"("act":{"sub":"bot"})"), HasSubstr("acts for their subject"));
  EXPECT_THAT(text(recording, R"("act":{"sub":7})"), HasSubstr("names no actor"));
}

TEST_F(TokenRulesTest, ManyAudiencesNeedAKnownClient) {
  TokenIssuer listed = Issuer();
  listed.clients = {"portal", "cli"};
  struct Case {
    absl::string_view audiences;
    absl::string_view more;
    bool with_list;
    bool without;
  };
  for (const Case& c : {Case{"\"steward\"", "\"x\":1", false, true},
                        Case{"\"steward\"", "\"azp\":\"portal\"", true, true},
                        Case{"\"steward\"", "\"client_id\":\"cli\"", true, true},
                        Case{"\"steward\"", "\"azp\":\"evil\"", false, true},
                        Case{"\"steward\"", "\"azp\":[\"portal\"]", false, true},
                        Case{"\"steward\"", "\"azp\":\"evil\",\"client_id\":\"cli\"", false, true},
                        Case{"[\"steward\",\"a\"]", "\"azp\":\"portal\"", true, false},
                        Case{"[\"steward\",\"a\"]", "\"azp\":\"evil\"", false, false},
                        Case{"[\"steward\",\"a\"]", "\"x\":1", false, false},
                        Case{"[\"a\",\"b\"]", "\"azp\":\"portal\"", false, false}}) {
    const std::string claims = absl::StrReplaceAll(
        With(c.more), {{"\"aud\":\"steward\"", absl::StrCat("\"aud\":", c.audiences)}});
    EXPECT_EQ(Accepts(listed, Header("EdDSA"), claims), c.with_list) << claims;
    EXPECT_EQ(Accepts(Issuer(), Header("EdDSA"), claims), c.without) << claims;
  }
}

TEST_F(TokenRulesTest, TenantsComeFromTheEntryOfTheIssuer) {
  TokenIssuer fixed = Issuer();
  fixed.fixed_tenant = "acme";
  TokenIssuer claim = Issuer();
  claim.tenant_claim = "org";
  TokenIssuer listed = Issuer();
  listed.tenants = {"acme", "globex"};
  const std::string none = absl::StrReplaceAll(kClaims, {{"\"tenant\":\"demo\",", ""}});

  EXPECT_EQ(TenantOf(Issuer(), std::string(kClaims)), "demo");
  EXPECT_EQ(TenantOf(Issuer(), none), "");
  EXPECT_EQ(TenantOf(fixed, std::string(kClaims)), "acme");
  EXPECT_EQ(TenantOf(fixed, none), "acme");
  EXPECT_EQ(TenantOf(claim, std::string(kClaims)), "");
  EXPECT_EQ(TenantOf(claim, With("\"org\":\"acme\"")), "acme");
  EXPECT_EQ(TenantOf(claim, With("\"org\":\"Acme\"")), "");
  EXPECT_EQ(TenantOf(listed, std::string(kClaims)), "");
  EXPECT_EQ(TenantOf(listed, absl::StrReplaceAll(kClaims, {{"demo", "globex"}})), "globex");
}

TEST_F(TokenRulesTest, NoIssuerNamesTheTenantOfAnother) {
  TokenIssuer other = Issuer(JwkSetText(p256_.Jwk("p")), {Algorithm::kEs256});
  other.issuer = "https://other.example";
  other.fixed_tenant = "acme";
  const std::vector<TokenIssuer> issuers = {Issuer(), other};
  ASSERT_TRUE(CheckIssuers(issuers).ok());
  TokenVerifier verifier(issuers);
  const std::string astray = absl::StrReplaceAll(kClaims, {{"\"demo\"", "\"acme\""}});

  EXPECT_TRUE(verifier.Verify(key_.Token(Algorithm::kEdDsa, Header("EdDSA"), kClaims), kNow).ok());
  EXPECT_FALSE(verifier.Verify(key_.Token(Algorithm::kEdDsa, Header("EdDSA"), astray), kNow).ok());
}

TEST_F(TokenRulesTest, IssuersThatCannotStandSideBySide) {
  auto entry = [this](const std::string& name, std::set<std::string> tenants) {
    TokenIssuer issuer = Issuer();
    issuer.issuer = name;
    issuer.tenants = std::move(tenants);
    return issuer;
  };
  TokenIssuer no_algorithms = entry("a", {});
  no_algorithms.algorithms.clear();
  TokenIssuer both = entry("a", {"x"});
  both.fixed_tenant = "y";
  struct Case {
    std::vector<TokenIssuer> issuers;
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {{entry("a", {}), entry("a", {"x"})}, "twice"},
           {{entry("a", {"x"}), entry("b", {"x"})}, "another issuer has"},
           {{entry("a", {}), entry("b", {})}, "second one without"},
           {{entry("a", {"X"})}, "[a-z]"},
           {{entry("", {})}, "name"},
           {{no_algorithms}, "no algorithms"},
           {{both}, "one tenant"},
       })
    EXPECT_THAT(std::string(CheckIssuers(c.issuers).message()), HasSubstr(c.why));
  EXPECT_TRUE(CheckIssuers({entry("a", {}), entry("b", {"x", "y"}), entry("c", {"z"})}).ok());
}

// A source whose keys the test changes.
class ChangingKeys : public KeySource {
 public:
  std::shared_ptr<const IssuerKey> Find(const std::string* kid, KeyType type) override {
    return keys.Find(kid, type);
  }
  bool HasKeys() const override { return keys.size() > 0; }
  bool Tried() const override { return true; }

  JwkSet keys;
};

TEST_F(TokenRulesTest, KnownTokensAreForgottenWithTheirKey) {
  auto source = std::make_shared<ChangingKeys>();
  source->keys = *ParseJwkSet(JwkSetText(key_.Jwk("k1"), p256_.Jwk("k2")));
  TokenIssuer issuer = Issuer();
  issuer.keys = source;
  TokenVerifier verifier({issuer});
  const std::string token = key_.Token(Algorithm::kEdDsa, Header("EdDSA"), kClaims);
  const auto first = verifier.Verify(token, kNow);
  ASSERT_TRUE(first.ok());

  JwkSet same = *ParseJwkSet(JwkSetText(key_.Jwk("k1")));
  same.Keep(source->keys);
  source->keys = same;
  EXPECT_EQ(*verifier.Verify(token, kNow), *first);

  source->keys = *ParseJwkSet(JwkSetText(p256_.Jwk("k2")));
  same = JwkSet();
  EXPECT_FALSE(verifier.Verify(token, kNow).ok());
  EXPECT_TRUE(verifier.Ready());
  source->keys = JwkSet();
  EXPECT_FALSE(verifier.Ready());
}

}  // namespace
}  // namespace steward::auth

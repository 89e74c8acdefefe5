#include "gateway/access/issuers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/config/temporary_directory.h"

namespace steward::gateway {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr absl::string_view kRequired =
    "issuer=https://id.example audience=steward algorithms=RS256|EdDSA jwks=https://id.example/k";

std::string Error(absl::string_view text) {
  return std::string(ParseIssuer(text).status().message());
}

TEST(ParseIssuer, ReadsWhatIsRequired) {
  auto entry = ParseIssuer(kRequired);

  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->issuer.issuer, "https://id.example");
  EXPECT_EQ(entry->issuer.audience, "steward");
  EXPECT_THAT(entry->issuer.algorithms,
              ElementsAre(auth::Algorithm::kRs256, auth::Algorithm::kEdDsa));
  EXPECT_EQ(entry->jwks, "https://id.example/k");
  EXPECT_TRUE(entry->issuer.at_jwt_required);
  EXPECT_EQ(entry->issuer.tenant_claim, "tenant");
}

TEST(ParseIssuer, ReadsWhatThereMayBe) {
  auto entry = ParseIssuer(absl::StrCat(
      kRequired, "  types=at+jwt|jwt clients=portal|cli tenant_claim=org tenants=acme|demo "));

  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_FALSE(entry->issuer.at_jwt_required);
  EXPECT_THAT(entry->issuer.clients, ElementsAre("cli", "portal"));
  EXPECT_EQ(entry->issuer.tenant_claim, "org");
  EXPECT_THAT(entry->issuer.tenants, ElementsAre("acme", "demo"));
  EXPECT_EQ(ParseIssuer(absl::StrCat(kRequired, " tenant=acme"))->issuer.fixed_tenant, "acme");
  EXPECT_FALSE(entry->issuer.known_subjects_only);
  EXPECT_TRUE(ParseIssuer(absl::StrCat(kRequired, " subjects=known"))->issuer.known_subjects_only);
  EXPECT_FALSE(ParseIssuer(absl::StrCat(kRequired, " subjects=any"))->issuer.known_subjects_only);
  EXPECT_FALSE(entry->issuer.actors_recorded);
  EXPECT_TRUE(ParseIssuer(absl::StrCat(kRequired, " actors=record"))->issuer.actors_recorded);
  EXPECT_FALSE(ParseIssuer(absl::StrCat(kRequired, " actors=refuse"))->issuer.actors_recorded);
}

TEST(ParseIssuer, RefusesWhatIsMissingUnknownOrAmbiguous) {
  struct Case {
    std::string text;
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {"", "has no issuer="},
           {"issuer=a audience=b algorithms=RS256", "has no jwks="},
           {"https://id.example", "without a value"},
           {absl::StrCat(kRequired, " colour=red"), "words other than"},
           {absl::StrCat(kRequired, " tenant="), "without a value"},
           {absl::StrCat(kRequired, " tenants=a||b"), "without a value"},
           {absl::StrCat(kRequired, " issuer=b"), "twice"},
           {absl::StrCat(kRequired, " tenant=a|b"), "a list"},
           {absl::StrCat(kRequired, " types=id_token"), "types other than"},
           {absl::StrCat(kRequired, " subjects=known|any"), "subjects other than"},
           {absl::StrCat(kRequired, " actors=ignore"), "actors other than"},
           {"issuer=a audience=b jwks=c algorithms=HS256", "algorithms other than"},
           {"issuer=a audience=b jwks=c algorithms=none", "algorithms other than"},
       }) {
    EXPECT_THAT(Error(c.text), HasSubstr(c.why)) << c.text;
    EXPECT_THAT(Error(c.text), Not(HasSubstr("id.example")));
  }
}

TEST(OpenIssuers, ReadsFilesAndChecksUrls) {
  config::TemporaryDirectory directory;
  const auth::SigningKey key = auth::SigningKey::Ed25519();
  const std::string path = directory.Write("keys", auth::JwkSetText(key.Jwk("k1")));
  auto open = [](const std::string& jwks) {
    auto entry = ParseIssuer(absl::StrCat("issuer=a audience=b algorithms=EdDSA jwks=", jwks));
    return OpenIssuers({*entry}, auth::FetchOptions());
  };

  auto issuers = open(path);
  ASSERT_TRUE(issuers.ok()) << issuers.status();
  EXPECT_TRUE(issuers->front().keys->HasKeys());
  EXPECT_THAT(std::string(open(directory.Path("none")).status().message()),
              HasSubstr("cannot be read"));
  EXPECT_THAT(std::string(open("http://127.0.0.1:1/").status().message()), HasSubstr("https://"));
}

TEST(OpenIssuers, RefusesIssuersThatCannotStandSideBySide) {
  config::TemporaryDirectory directory;
  const std::string path =
      directory.Write("keys", auth::JwkSetText(auth::SigningKey::Ed25519().Jwk("k1")));
  auto entry = ParseIssuer(absl::StrCat("issuer=a audience=b algorithms=EdDSA jwks=", path));

  EXPECT_THAT(std::string(OpenIssuers({*entry, *entry}, {}).status().message()),
              HasSubstr("twice"));
}

}  // namespace
}  // namespace steward::gateway

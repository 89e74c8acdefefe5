#include "gateway/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/auth/keys.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/config/temporary_directory.h"
#include "platform/tls/authority_for_test.h"

namespace steward::gateway {
namespace {

using testing::HasSubstr;

class SettingsTest : public testing::Test {
 protected:
  // What becomes of the configuration with these flags besides those that are required.
  absl::Status MakeAccess(std::vector<std::string> flags) {
    return With(std::move(flags), [](const Settings& s) { return s.MakeAccess().status(); });
  }
  absl::Status ReadOptions(std::vector<std::string> flags) {
    return With(std::move(flags), [](const Settings& s) { return s.Options().status(); });
  }
  absl::Status With(std::vector<std::string> flags, absl::Status (*read)(const Settings&)) {
    flags.insert(flags.begin(), {"steward-gateway", absl::StrCat("--descriptors=", secret_),
                                 absl::StrCat("--cursor_key=", secret_),
                                 absl::StrCat("--identity_private_key=", identity_key_)});
    std::vector<const char*> words;
    for (const std::string& flag : flags) words.push_back(flag.c_str());
    config::Config config("steward-gateway", "");
    const Settings settings(config);
    const auto loaded = config.Load(static_cast<int>(words.size()), words.data());
    return loaded.ok() ? read(settings) : loaded.status();
  }

  std::string Entry(absl::string_view issuer, absl::string_view more = "") const {
    return absl::StrCat("issuer=", issuer, " audience=steward algorithms=EdDSA|RS256 jwks=", keys_,
                        " ", more);
  }

  const config::TemporaryDirectory directory_;
  const std::string secret_ = directory_.Write("secret", std::string(32, 's'));
  const std::string identity_key_ = directory_.Write("key", auth::PrivateKey::Generate().ToPem());
  const std::string keys_ =
      directory_.Write("keys", auth::JwkSetText(auth::SigningKey::Ed25519().Jwk("k1")));
};

TEST_F(SettingsTest, IssuersOfAccessTokens) {
  const std::string old_file = absl::StrCat("--issuer_jwks=", keys_);
  struct Case {
    std::vector<std::string> flags;
    // Empty when it is accepted.
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {{old_file}, ""},
           {{old_file, "--issuer=https://a", "--audience=b"}, ""},
           {{absl::StrCat("--issuers=", Entry("a"))}, ""},
           {{absl::StrCat("--issuers=", Entry("a", "tenant=x"), ",", Entry("b"))}, ""},
           {{absl::StrCat("--issuers=", Entry("a", "tenant=x")), old_file}, ""},
           {{"--issuers=issuer=a audience=b algorithms=ES256 jwks=http://127.0.0.1:1/",
             "--issuer_allow_http=true"},
            ""},
           {{}, "'issuers' is missing"},
           {{absl::StrCat("--issuers=", Entry("a"), ",", Entry("b"))}, "without tenants"},
           {{absl::StrCat("--issuers=", Entry("a")), old_file}, "without tenants"},
           {{absl::StrCat("--issuers=", Entry("a"), ",", Entry("b", "colour=red"))}, "element 2"},
           {{"--issuers=issuer=a audience=b algorithms=ES256 jwks=http://127.0.0.1:1/"},
            "https://"},
           {{"--issuer_jwks=/none"}, "cannot be read"},
       }) {
    const absl::Status status = MakeAccess(c.flags);
    EXPECT_EQ(status.ok(), *c.why == '\0') << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.why));
  }
}

TEST_F(SettingsTest, RateLimitsAreUnderstood) {
  EXPECT_TRUE(ReadOptions({"--rate_limits=class=write caller=9,tenant=acme total=0"}).ok());
  EXPECT_EQ(ReadOptions({"--rate_limits=class=write caller=9,class=lists caller=9"}).message(),
            "element 2 of 'rate_limits' has a class other than read, write and expensive");
}

TEST_F(SettingsTest, OtherKeysOfCursorsAreRead) {
  const std::string other = directory_.Write("other", std::string(32, 'o') + "\n");
  const std::string cut = directory_.Write("cut", std::string(31, 'c') + "\n");

  EXPECT_TRUE(ReadOptions({absl::StrCat("--cursor_keys_accepted=", other)}).ok());
  EXPECT_EQ(ReadOptions({absl::StrCat("--cursor_keys_accepted=", other, ",", cut)}).message(),
            "element 2 of 'cursor_keys_accepted' is shorter than 32 bytes");
  EXPECT_THAT(std::string(ReadOptions({"--cursor_keys_accepted=/none"}).message()),
              HasSubstr("element 1 of 'cursor_keys_accepted' cannot be opened"));
}

TEST_F(SettingsTest, CertificatesAreWholeOrNone) {
  const tls::TestAuthority authority;
  const tls::TestFiles files(authority, "DNS:localhost"), others(authority, "DNS:localhost");
  const std::string certificate = absl::StrCat("--tls_certificate=", files.paths().certificate);
  const std::string key = absl::StrCat("--tls_private_key=", files.paths().private_key);
  struct Case {
    std::vector<std::string> flags;
    // Empty when it is accepted.
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {{}, ""},
           {{certificate, key}, ""},
           {{certificate}, "go together"},
           {{key}, "go together"},
           {{certificate, absl::StrCat("--tls_private_key=", others.paths().private_key)},
            "does not belong"},
           {{absl::StrCat("--mtls_certificate=", files.paths().certificate)}, "go together"},
           {{"--mtls_required=true"}, "mtls_required"},
       }) {
    const absl::Status status = ReadOptions(c.flags);
    EXPECT_EQ(status.ok(), *c.why == '\0') << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.why));
  }
}

}  // namespace
}  // namespace steward::gateway

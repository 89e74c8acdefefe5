#include "platform/auth/link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "platform/auth/identity.h"
#include "platform/auth/identity_signer.h"
#include "platform/crypto/base64.h"
#include "platform/status/errors.h"

namespace steward::auth {
namespace {

using identity::v1::Link;
using identity::v1::SignedLink;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

class LinkTest : public testing::Test {
 protected:
  static Link Good() {
    Link link;
    link.set_audience("change-approval");
    link.set_purpose("decide");
    link.set_tenant("demo");
    link.set_subject("users/mallory");
    link.set_resource("approvals/APR-12");
    link.set_part(1);
    link.set_digest(std::string(32, '\x9f'));
    link.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(kNow) + 60);
    return link;
  }

  KeySet Keys() const {
    KeySet keys;
    keys.emplace("notification", TrustedKey{key_.public_key(), "services/notification"});
    keys.emplace("ticket", TrustedKey{key_.public_key(), "services/ticket"});
    keys.emplace("gateway", TrustedKey{key_.public_key(), "*"});
    keys.emplace("old", TrustedKey{key_.public_key(), ""});
    return keys;
  }

  bool Accepts(const std::string& token, absl::Time now = kNow) {
    const auto link = verifier_.Verify(token, "decide", now);
    if (!link.ok()) {
      EXPECT_EQ(link.status(), foreign_);
    }
    return link.ok();
  }

  // As `signer_` makes it of these bytes.
  std::string TokenOf(const std::string& bytes, const std::string& key_id = "notification",
                      absl::string_view prefix = kLinkPrefix) const {
    SignedLink envelope;
    envelope.set_link(bytes);
    envelope.set_key_id(key_id);
    envelope.set_signature(key_.Sign(absl::StrCat(prefix, bytes)));
    return crypto::EncodeBase64Url(envelope.SerializeAsString());
  }

  const PrivateKey key_ = PrivateKey::Generate();
  const LinkSigner signer_{"notification", key_};
  const LinkVerifier verifier_{"change-approval", "services/notification", Keys()};
  // The only refusal: it does not tell why.
  const absl::Status foreign_ =
      verifier_
          .Verify(LinkSigner("notification", PrivateKey::Generate()).Sign(Good()), "decide", kNow)
          .status();
};

TEST_F(LinkTest, SaysWhatWasSigned) {
  const std::string token = signer_.Sign(Good());

  const auto link = verifier_.Verify(token, "decide", kNow);
  Link substituted = Good();
  substituted.set_on_behalf_of("users/mike");

  ASSERT_TRUE(link.ok());
  EXPECT_EQ(link->SerializeAsString(), Good().SerializeAsString());
  EXPECT_EQ(verifier_.Verify(signer_.Sign(substituted), "decide", kNow)->on_behalf_of(),
            "users/mike");
  EXPECT_THAT(token, testing::MatchesRegex("[A-Za-z0-9_-]+"));
  EXPECT_LT(token.size(), 300u);
  EXPECT_EQ(TokenOf(Good().SerializeAsString()), token);
  EXPECT_EQ(errors::ReasonOf(foreign_), errors::Reason::INVALID_LINK);
}

TEST_F(LinkTest, CountsUntilItExpiresAndFourteenDaysAtMost) {
  Link link = Good();
  EXPECT_TRUE(Accepts(signer_.Sign(link), kNow + absl::Seconds(59)));
  EXPECT_FALSE(Accepts(signer_.Sign(link), kNow + absl::Seconds(60)));
  const auto ends = [&](absl::Duration after) {
    link.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(kNow + after));
    return signer_.Sign(link);
  };
  EXPECT_TRUE(Accepts(ends(kLinkLifetimeMax)));
  EXPECT_FALSE(Accepts(ends(kLinkLifetimeMax + absl::Seconds(6))));
}

TEST_F(LinkTest, IsRefusedWhenItIsForSomethingElse) {
  using Change = std::function<void(Link&)>;
  for (const Change& change : std::vector<Change>{
           [](Link& link) { link.set_audience("ticket"); },
           [](Link& link) { link.clear_audience(); },
           [](Link& link) { link.set_purpose("read"); },
           [](Link& link) { link.clear_purpose(); },
           [](Link& link) { link.clear_tenant(); },
           [](Link& link) { link.set_tenant("Demo"); },
           [](Link& link) { link.clear_subject(); },
           [](Link& link) { link.set_subject("services/ticket"); },
           [](Link& link) { link.set_subject("serviceAccounts/ci"); },
           [](Link& link) { link.set_subject("users/a b"); },
           [](Link& link) { link.set_on_behalf_of("services/ticket"); },
           [](Link& link) { link.set_on_behalf_of("users/a b"); },
           [](Link& link) { link.clear_resource(); },
           [](Link& link) { link.set_part(-1); },
           [](Link& link) { link.clear_digest(); },
           [](Link& link) { link.set_digest("short"); },
           [](Link& link) { link.clear_expire_time(); },
       }) {
    Link link = Good();
    change(link);
    EXPECT_FALSE(Accepts(signer_.Sign(link))) << link.ShortDebugString();
  }
}

TEST_F(LinkTest, IsRefusedOfEveryOtherSigner) {
  const std::string bytes = Good().SerializeAsString();
  for (const char* key_id : {"ticket", "gateway", "old", "unknown", ""})
    EXPECT_FALSE(Accepts(TokenOf(bytes, key_id))) << key_id;
  for (absl::string_view prefix : {kIdentityPrefix, absl::string_view()})
    EXPECT_FALSE(Accepts(TokenOf(bytes, "notification", prefix))) << prefix;
}

TEST_F(LinkTest, IsNoIdentityAndNoIdentityIsALink) {
  identity::v1::Identity identity;
  identity.set_tenant("demo");
  identity.set_subject("services/notification");
  identity.set_audience("change-approval");
  identity.mutable_issue_time()->set_seconds(absl::ToUnixSeconds(kNow));
  identity.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(kNow) + 60);
  const std::string signed_identity = IdentitySigner("notification", key_).Sign(identity);
  IdentityVerifier identities("change-approval", Keys());

  ASSERT_TRUE(identities.Verify(signed_identity, kNow).ok());
  EXPECT_FALSE(Accepts(crypto::EncodeBase64Url(signed_identity)));
  EXPECT_FALSE(identities.Verify(*crypto::DecodeBase64Url(signer_.Sign(Good())), kNow).ok());
}

// Every bit, every length, every byte more: nothing is as good as the token itself.
TEST_F(LinkTest, IsRefusedWhenAnythingOfItIsChanged) {
  const std::string token = signer_.Sign(Good());
  const std::string bytes = *crypto::DecodeBase64Url(token);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_FALSE(Accepts(crypto::EncodeBase64Url(changed))) << i << " " << bit;
    }
    std::string longer = bytes, shorter = bytes;
    longer.insert(i, 1, '\0');
    shorter.erase(i, 1);
    EXPECT_FALSE(Accepts(crypto::EncodeBase64Url(longer))) << i;
    EXPECT_FALSE(Accepts(crypto::EncodeBase64Url(shorter))) << i;
  }
  for (size_t size = 0; size < token.size(); ++size)
    EXPECT_FALSE(Accepts(token.substr(0, size))) << size;
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(Accepts(changed)) << i;
  }
  for (const char* more : {"A", "=", "==", " ", "\n", "."}) EXPECT_FALSE(Accepts(token + more));
  for (const char* before : {" ", "#", "A"}) EXPECT_FALSE(Accepts(before + token));
}

// The same message in another spelling, with the right signature over that spelling.
TEST_F(LinkTest, HasOneSpelling) {
  const std::string bytes = Good().SerializeAsString();
  // An unknown field, a field twice, a number in more bytes than it takes.
  for (const std::string& other :
       {bytes + std::string("\x78\x01", 2), bytes + std::string("\x30\x01", 2),
        bytes + std::string("\x30\x81\x00", 3)})
    EXPECT_FALSE(Accepts(TokenOf(other)));
  SignedLink envelope;
  ASSERT_TRUE(envelope.ParseFromString(*crypto::DecodeBase64Url(signer_.Sign(Good()))));
  EXPECT_TRUE(Accepts(crypto::EncodeBase64Url(envelope.SerializeAsString())));
  EXPECT_FALSE(
      Accepts(crypto::EncodeBase64Url(envelope.SerializeAsString() + std::string("\x78\x01", 2))));
  EXPECT_FALSE(Accepts(std::string(4096, 'A')));
}

}  // namespace
}  // namespace steward::auth

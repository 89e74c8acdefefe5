#include "platform/auth/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "platform/auth/identity_signer.h"
#include "platform/status/errors.h"

namespace steward::auth {
namespace {

using identity::v1::Identity;
using identity::v1::SignedIdentity;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

class IdentityTest : public testing::Test {
 protected:
  static Identity Good() {
    Identity identity;
    identity.set_tenant("demo");
    identity.set_subject("users/alice");
    identity.add_roles("agent");
    identity.set_audience("ticket");
    identity.mutable_issue_time()->set_seconds(absl::ToUnixSeconds(kNow));
    identity.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(kNow) + 60);
    return identity;
  }

  KeySet Keys() const {
    KeySet keys;
    keys.emplace("gateway", TrustedKey{gateway_key_.public_key(), "*"});
    keys.emplace("notification",
                 TrustedKey{notification_key_.public_key(), "services/notification"});
    keys.emplace("tokens", TrustedKey{gateway_key_.public_key(), ""});
    return keys;
  }

  bool Accepts(const std::string& bytes, absl::Time now = kNow) {
    auto result = verifier_.Verify(bytes, now);
    if (!result.ok()) {
      EXPECT_EQ(errors::ToProto(result.status()).SerializeAsString(),
                errors::ToProto(errors::InvalidToken()).SerializeAsString());
    }
    return result.ok();
  }

  PrivateKey gateway_key_ = PrivateKey::Generate();
  PrivateKey notification_key_ = PrivateKey::Generate();
  IdentitySigner gateway_{"gateway", gateway_key_};
  IdentityVerifier verifier_{"ticket", Keys()};
};

TEST_F(IdentityTest, IsVerifiedAndRememberedUntilItExpires) {
  std::string bytes = gateway_.Sign(Good());

  auto first = verifier_.Verify(bytes, kNow);
  auto second = verifier_.Verify(bytes, kNow + absl::Seconds(59));

  ASSERT_TRUE(first.ok());
  EXPECT_EQ((*first)->SerializeAsString(), Good().SerializeAsString());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(*first, *second);
  EXPECT_FALSE(Accepts(bytes, kNow + absl::Seconds(60)));
}

TEST_F(IdentityTest, OfNobodyHasNothing) {
  Identity nobody = Good();
  nobody.set_subject("anonymous");
  nobody.clear_tenant();
  nobody.clear_roles();
  nobody.set_client_address("203.0.113.7");
  EXPECT_TRUE(Accepts(gateway_.Sign(nobody)));
  EXPECT_FALSE(Accepts(IdentitySigner("notification", notification_key_).Sign(nobody)));
  using Change = std::function<void(Identity&)>;
  for (const Change& change : std::vector<Change>{
           [](Identity& i) { i.set_tenant("demo"); },
           [](Identity& i) { i.add_roles("agent"); },
           [](Identity& i) { i.add_groups("groups/network"); },
           [](Identity& i) { i.set_credential("token"); },
           [](Identity& i) { i.set_granted_role_count(1); },
           [](Identity& i) { i.set_subject("anonymous/x"); },
       }) {
    Identity changed = nobody;
    change(changed);
    EXPECT_FALSE(Accepts(gateway_.Sign(changed))) << changed.ShortDebugString();
  }
}

TEST_F(IdentityTest, IsRefusedWhenAClaimBreaksARule) {
  using Change = std::function<void(Identity&)>;
  auto seconds = [](int64_t offset) { return absl::ToUnixSeconds(kNow) + offset; };
  struct Case {
    const char* what;
    Change change;
    bool accepted;
  };
  for (const Case& c : std::vector<Case>{
           {"unchanged", [](Identity&) {}, true},
           {"other audience", [](Identity& i) { i.set_audience("notification"); }, false},
           {"no audience", [](Identity& i) { i.clear_audience(); }, false},
           {"5 s ahead", [&](Identity& i) { i.mutable_issue_time()->set_seconds(seconds(5)); },
            true},
           {"6 s ahead", [&](Identity& i) { i.mutable_issue_time()->set_seconds(seconds(6)); },
            false},
           {"expired", [&](Identity& i) { i.mutable_expire_time()->set_seconds(seconds(0)); },
            false},
           {"5 minutes", [&](Identity& i) { i.mutable_expire_time()->set_seconds(seconds(300)); },
            true},
           {"over 5 minutes",
            [&](Identity& i) { i.mutable_expire_time()->set_seconds(seconds(301)); }, false},
           {"no issue time", [](Identity& i) { i.clear_issue_time(); }, false},
           {"no expire time", [](Identity& i) { i.clear_expire_time(); }, false},
           {"time at the end of int64",
            [](Identity& i) { i.mutable_expire_time()->set_seconds(INT64_MAX); }, false},
           {"no subject", [](Identity& i) { i.clear_subject(); }, false},
           {"bare subject", [](Identity& i) { i.set_subject("alice"); }, false},
           {"subject with a line end", [](Identity& i) { i.set_subject("users/a\nb"); }, false},
           {"no tenant", [](Identity& i) { i.clear_tenant(); }, false},
           {"service without tenant",
            [](Identity& i) {
              i.clear_tenant();
              i.set_subject("services/catalog");
            },
            true},
           {"tenant pattern", [](Identity& i) { i.set_tenant("Demo"); }, false},
           {"tenant of 63", [](Identity& i) { i.set_tenant(std::string(63, 'a')); }, true},
           {"tenant of 64", [](Identity& i) { i.set_tenant(std::string(64, 'a')); }, false},
           {"no roles", [](Identity& i) { i.clear_roles(); }, true},
           {"role pattern", [](Identity& i) { i.add_roles("*"); }, false},
           {"65 roles",
            [](Identity& i) {
              for (int n = 0; n < 64; ++n) i.add_roles("agent");
            },
            false},
       }) {
    Identity identity = Good();
    c.change(identity);
    EXPECT_EQ(Accepts(gateway_.Sign(identity)), c.accepted) << c.what;
  }
}

TEST_F(IdentityTest, IsRefusedWithEveryByteTamperedWith) {
  std::string bytes = gateway_.Sign(Good());
  ASSERT_TRUE(Accepts(bytes));

  for (size_t i = 0; i < bytes.size(); ++i) {
    for (unsigned char mask : {0x01, 0x80}) {
      std::string tampered = bytes;
      tampered[i] = static_cast<char>(tampered[i] ^ mask);
      EXPECT_FALSE(Accepts(tampered)) << "byte " << i;
    }
    EXPECT_FALSE(Accepts(bytes.substr(0, i))) << "cut at " << i;
  }
}

TEST_F(IdentityTest, IsRefusedFromKeysThatMayNotAssertIt) {
  Identity service = Good();
  service.set_subject("services/notification");
  IdentitySigner notification("notification", notification_key_);
  IdentitySigner impostor("gateway", PrivateKey::Generate());
  IdentitySigner stranger("stranger", gateway_key_);
  IdentitySigner unrelated("tokens", gateway_key_);
  Identity lookalike = Good();
  lookalike.set_subject("services/notification2");

  EXPECT_TRUE(Accepts(notification.Sign(service)));
  EXPECT_FALSE(Accepts(notification.Sign(Good())));
  EXPECT_FALSE(Accepts(notification.Sign(lookalike)));
  EXPECT_FALSE(Accepts(impostor.Sign(Good())));
  EXPECT_FALSE(Accepts(stranger.Sign(Good())));
  EXPECT_FALSE(Accepts(unrelated.Sign(Good())));
}

TEST_F(IdentityTest, IsRefusedWhenTheSignatureLacksThePrefix) {
  SignedIdentity bare;
  bare.set_identity(Good().SerializeAsString());
  bare.set_key_id("gateway");
  bare.set_signature(gateway_key_.Sign(bare.identity()));

  EXPECT_FALSE(Accepts(bare.SerializeAsString()));
}

TEST_F(IdentityTest, IsRefusedWhenItIsNoIdentity) {
  EXPECT_FALSE(Accepts(""));
  EXPECT_FALSE(Accepts("junk"));
  EXPECT_FALSE(Accepts(std::string(65 * 1024, 'x')));
}

TEST_F(IdentityTest, IsReusedByTheCachedSignerForHalfItsLife) {
  CachedSigner signer("gateway", gateway_key_);
  auto get = [&](absl::string_view subject, absl::string_view audience, absl::Time now) {
    Identity identity = Good();
    identity.set_subject(std::string(subject));
    identity.set_audience(std::string(audience));
    return signer.Get(identity, now);
  };

  auto first = get("users/alice", "ticket", kNow);

  EXPECT_EQ(get("users/alice", "ticket", kNow + absl::Seconds(29)), first);
  EXPECT_NE(get("users/alice", "ticket", kNow + absl::Seconds(30)), first);
  EXPECT_NE(*get("users/bob", "ticket", kNow), *first);
  EXPECT_NE(*get("users/alice", "notification", kNow), *first);
  EXPECT_TRUE(Accepts(*first, kNow + absl::Seconds(59)));
  EXPECT_FALSE(Accepts(*first, kNow + absl::Seconds(60)));
}

TEST_F(IdentityTest, OfTheCachedSignerNeverMixesNeighbouringFields) {
  CachedSigner signer("gateway", gateway_key_);

  Identity two = Good();
  two.add_roles("auditor");
  Identity one = Good();
  one.set_roles(0, "agentauditor");

  EXPECT_NE(*signer.Get(two, kNow), *signer.Get(one, kNow));
}

}  // namespace
}  // namespace steward::auth

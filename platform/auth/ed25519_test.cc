#include "platform/auth/ed25519.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace steward::auth {
namespace {

TEST(Ed25519, SignsTheVectorsOfRfc8032) {
  struct Vector {
    const char* private_key;
    const char* public_key;
    const char* message;
    const char* signature;
  };
  for (const Vector& v : {
           Vector{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                  "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
           Vector{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                  "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
       }) {
    auto key = PrivateKey::FromBytes(absl::HexStringToBytes(v.private_key));
    ASSERT_TRUE(key.ok());
    std::string message = absl::HexStringToBytes(v.message);

    std::string signature = key->Sign(message);

    EXPECT_EQ(absl::BytesToHexString(key->public_key().bytes()), v.public_key);
    EXPECT_EQ(absl::BytesToHexString(signature), v.signature);
    EXPECT_TRUE(key->public_key().Verify(message, signature));
  }
}

TEST(Ed25519, RefusesEverySignatureWithAFlippedBit) {
  PrivateKey key = PrivateKey::Generate();
  PublicKey verifier = key.public_key();
  std::string signature = key.Sign("message");
  ASSERT_TRUE(verifier.Verify("message", signature));

  for (size_t i = 0; i < signature.size(); ++i) {
    std::string tampered = signature;
    tampered[i] ^= 0x20;
    EXPECT_FALSE(verifier.Verify("message", tampered)) << i;
  }
  EXPECT_FALSE(verifier.Verify("messagf", signature));
  EXPECT_FALSE(verifier.Verify("message", signature.substr(1)));
  EXPECT_FALSE(verifier.Verify("message", signature + "x"));
  EXPECT_FALSE(verifier.Verify("message", ""));
  EXPECT_FALSE(PrivateKey::Generate().public_key().Verify("message", signature));
}

TEST(Ed25519, RefusesTheSecondSpellingOfASignature) {
  // S + L: the same point, so a verifier that does not check S < L accepts it.
  std::string order =
      absl::HexStringToBytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  PrivateKey key = PrivateKey::Generate();
  std::string signature = key.Sign("message");

  int carry = 0;
  for (size_t i = 0; i < 32; ++i) {
    int sum = static_cast<unsigned char>(signature[32 + i]) + static_cast<unsigned char>(order[i]) +
              carry;
    signature[32 + i] = static_cast<char>(sum);
    carry = sum >> 8;
  }

  EXPECT_EQ(carry, 0);
  EXPECT_FALSE(key.public_key().Verify("message", signature));
}

TEST(Ed25519, ReadsThePemItWrites) {
  PrivateKey key = PrivateKey::Generate();

  auto read = PrivateKey::FromPem(key.ToPem());

  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->public_key().bytes(), key.public_key().bytes());
}

TEST(Ed25519, RefusesOtherKeys) {
  constexpr char kOnP256[] = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G
-----END PRIVATE KEY-----
)";
  EXPECT_FALSE(PrivateKey::FromPem(kOnP256).ok());
  EXPECT_FALSE(PrivateKey::FromPem("").ok());
  EXPECT_FALSE(PrivateKey::FromBytes("short").ok());
  EXPECT_FALSE(PublicKey::FromBytes(std::string(33, 'x')).ok());
}

}  // namespace
}  // namespace steward::auth

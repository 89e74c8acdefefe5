#include "platform/auth/issuer_key.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "platform/auth/jwk_set.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/crypto/base64.h"

namespace steward::auth {
namespace {

constexpr absl::string_view kMessage = "message";

std::string Bytes(absl::string_view base64url) { return *crypto::DecodeBase64Url(base64url); }

std::shared_ptr<const IssuerKey> PublicOf(const SigningKey& key, KeyType type) {
  auto set = ParseJwkSet(JwkSetText(key.Jwk("k")));
  const std::string kid = "k";
  return set.ok() ? set->Find(&kid, type) : nullptr;
}

TEST(IssuerKey, VerifiesTheExampleOfRfc7515ForRs256) {
  auto key = IssuerKey::Rsa(
      Bytes("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEz"
            "P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf6"
            "3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Zw"
            "Kh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"
            "yuXpoQ"),
      Bytes("AQAB"));
  ASSERT_TRUE(key.ok()) << key.status();

  EXPECT_TRUE(key->Verify(
      Algorithm::kRs256,
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"
      "NvbS9pc19yb290Ijp0cnVlfQ",
      Bytes("cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt"
            "_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArL"
            "IARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7no"
            "OPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ"
            "Ge77Rw")));
}

TEST(IssuerKey, VerifiesTheExampleOfRfc7515ForEs256) {
  auto key = IssuerKey::P256(Bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                             Bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
  ASSERT_TRUE(key.ok()) << key.status();

  EXPECT_TRUE(key->Verify(
      Algorithm::kEs256,
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"
      "NvbS9pc19yb290Ijp0cnVlfQ",
      Bytes("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU"
            "1Q")));
}

TEST(IssuerKey, VerifiesTheExampleOfRfc8037) {
  auto key = IssuerKey::Ed25519(Bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
  ASSERT_TRUE(key.ok()) << key.status();

  EXPECT_TRUE(key->Verify(
      Algorithm::kEdDsa, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
      Bytes("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVv"
            "pAr_MuM0KAg")));
}

TEST(IssuerKey, RefusesEverySignatureWithAFlippedBit) {
  struct Case {
    SigningKey key;
    Algorithm algorithm;
  };
  for (const Case& c :
       {Case{SigningKey::AnyRsa(), Algorithm::kRs256},
        Case{SigningKey::AnyRsa(), Algorithm::kPs256}, Case{SigningKey::P256(), Algorithm::kEs256},
        Case{SigningKey::Ed25519(), Algorithm::kEdDsa}}) {
    const auto key = PublicOf(c.key, TypeOf(c.algorithm));
    ASSERT_NE(key, nullptr);
    const std::string signature = c.key.Sign(c.algorithm, kMessage);

    EXPECT_TRUE(key->Verify(c.algorithm, kMessage, signature));
    for (size_t i = 0; i < signature.size(); ++i) {
      std::string tampered = signature;
      tampered[i] ^= 0x10;
      EXPECT_FALSE(key->Verify(c.algorithm, kMessage, tampered)) << i;
    }
    EXPECT_FALSE(key->Verify(c.algorithm, "messagf", signature));
    EXPECT_FALSE(key->Verify(c.algorithm, kMessage, ""));
    EXPECT_FALSE(key->Verify(c.algorithm, kMessage, signature.substr(1)));
    EXPECT_FALSE(key->Verify(c.algorithm, kMessage, signature + "x"));
    EXPECT_FALSE(key->Verify(c.algorithm, kMessage, std::string(1, '\0') + signature));
  }
}

TEST(IssuerKey, VerifiesOnlyByAlgorithmsOfItsType) {
  const SigningKey& rsa = SigningKey::AnyRsa();
  const std::string signature = rsa.Sign(Algorithm::kRs256, kMessage);
  const auto key = PublicOf(rsa, KeyType::kRsa);

  EXPECT_TRUE(key->Verify(Algorithm::kRs256, kMessage, signature));
  EXPECT_FALSE(key->Verify(Algorithm::kPs256, kMessage, signature));
  EXPECT_FALSE(key->Verify(Algorithm::kEs256, kMessage, signature));
  EXPECT_FALSE(key->Verify(Algorithm::kEdDsa, kMessage, signature));
  EXPECT_FALSE(key->Verify(Algorithm::kRs256, kMessage, rsa.Sign(Algorithm::kPs256, kMessage)));
}

TEST(IssuerKey, RefusesSaltsThatAreNotAsLongAsTheDigest) {
  const SigningKey& rsa = SigningKey::AnyRsa();
  const auto key = PublicOf(rsa, KeyType::kRsa);

  for (int salt_bytes : {0, 20, 31, 33, 64}) {
    const std::string signature = rsa.Sign(Algorithm::kPs256, kMessage, salt_bytes);
    EXPECT_FALSE(key->Verify(Algorithm::kPs256, kMessage, signature)) << salt_bytes;
  }
}

TEST(IssuerKey, RefusesEcdsaNumbersThatAreZeroOrTooLarge) {
  const SigningKey signer = SigningKey::P256();
  const auto key = PublicOf(signer, KeyType::kP256);
  const std::string signature = signer.Sign(Algorithm::kEs256, kMessage);
  const std::string r = signature.substr(0, 32);
  const std::string s = signature.substr(32);
  const std::string zero(32, '\0');
  const std::string order =
      absl::HexStringToBytes("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const std::string most(32, '\xff');

  for (const std::string& wrong :
       {zero + s, r + zero, zero + zero, order + s, r + order, order + order, most + s, r + most,
        s + r, r + s + zero, r, std::string()}) {
    EXPECT_FALSE(key->Verify(Algorithm::kEs256, kMessage, wrong)) << absl::BytesToHexString(wrong);
  }
}

TEST(IssuerKey, RefusesWeakAndBrokenKeys) {
  const std::string one(1, '\x01');
  const std::string three(1, '\x03');
  const std::string common = Bytes("AQAB");
  const std::string even = Bytes("AQAA");
  const std::string odd(256, '\xff');
  const std::string x = Bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
  const std::string y = Bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
  std::string off = y;
  off[31] ^= 1;

  EXPECT_EQ(PublicOf(SigningKey::Rsa(1024), KeyType::kRsa), nullptr);
  EXPECT_EQ(PublicOf(SigningKey::Rsa(2040), KeyType::kRsa), nullptr);
  EXPECT_FALSE(IssuerKey::Rsa("", "").ok());
  EXPECT_FALSE(IssuerKey::Rsa(odd, one).ok());
  EXPECT_FALSE(IssuerKey::Rsa(odd, three).ok());
  EXPECT_FALSE(IssuerKey::Rsa(odd, even).ok());
  EXPECT_FALSE(IssuerKey::Rsa(odd, std::string(8, '\xff')).ok());
  EXPECT_FALSE(IssuerKey::Rsa(std::string(256, '\xfe'), common).ok());
  EXPECT_FALSE(IssuerKey::Rsa(std::string(2048, '\xff'), common).ok());
  EXPECT_FALSE(IssuerKey::P256(x, off).ok());
  EXPECT_FALSE(IssuerKey::P256(x, "").ok());
  EXPECT_FALSE(IssuerKey::P256(x + y, "").ok());
  EXPECT_FALSE(IssuerKey::P256(std::string(32, '\xff'), std::string(32, '\xff')).ok());
  EXPECT_FALSE(IssuerKey::P256(std::string(32, '\0'), std::string(32, '\0')).ok());
  EXPECT_FALSE(IssuerKey::Ed25519("").ok());
  EXPECT_FALSE(IssuerKey::Ed25519(std::string(31, 'x')).ok());
}

TEST(IssuerKey, KnowsAlgorithmsByTheirExactNames) {
  for (absl::string_view name : {"RS256", "PS256", "ES256", "EdDSA"})
    EXPECT_TRUE(FindAlgorithm(name)) << name;
  for (absl::string_view name : {"", "none", "None", "HS256", "HS512", "RS1", "RS384", "ES256K",
                                 "es256", "EDDSA", "Ed25519", "RS256 "})
    EXPECT_FALSE(FindAlgorithm(name)) << name;
}

}  // namespace
}  // namespace steward::auth

#include "platform/auth/issuer_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>

#include "absl/strings/str_cat.h"

namespace steward::auth {
namespace {

constexpr int kModulusBitsMin = 2048;
constexpr int kModulusBitsMax = 8192;
constexpr int kExponentBitsMax = 32;
constexpr BN_ULONG kExponentMin = 65537;
constexpr size_t kCoordinateBytes = 32;

struct Named {
  absl::string_view name;
  Algorithm algorithm;
  KeyType type;
};

constexpr std::array<Named, 4> kAlgorithms = {{
    {"RS256", Algorithm::kRs256, KeyType::kRsa},
    {"PS256", Algorithm::kPs256, KeyType::kRsa},
    {"ES256", Algorithm::kEs256, KeyType::kP256},
    {"EdDSA", Algorithm::kEdDsa, KeyType::kEd25519},
}};

struct Free {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(OSSL_PARAM* params) const { OSSL_PARAM_free(params); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Owned<BIGNUM> Number(absl::string_view bytes) {
  return Owned<BIGNUM>(BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

// Null for parameters that make no valid key.
std::shared_ptr<EVP_PKEY> MakeKey(const char* type, OSSL_PARAM_BLD* builder) {
  const Owned<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder));
  const Owned<EVP_PKEY_CTX> maker(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata_init(maker.get()) == 1)
    EVP_PKEY_fromdata(maker.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get());
  std::shared_ptr<EVP_PKEY> key(made, EVP_PKEY_free);
  const Owned<EVP_PKEY_CTX> checker(
      key == nullptr ? nullptr : EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (key != nullptr && EVP_PKEY_public_check(checker.get()) != 1) key = nullptr;
  ERR_clear_error();
  return key;
}

bool IsGoodRsa(const BIGNUM* modulus, const BIGNUM* exponent) {
  const Owned<BIGNUM> least(BN_new());
  BN_set_word(least.get(), kExponentMin);
  return BN_num_bits(modulus) >= kModulusBitsMin && BN_num_bits(modulus) <= kModulusBitsMax &&
         BN_is_odd(modulus) && BN_is_odd(exponent) && BN_cmp(exponent, least.get()) >= 0 &&
         BN_num_bits(exponent) <= kExponentBitsMax;
}

// The form that OpenSSL takes, which is also the one that says nothing of sizes; empty when r and s
// are not 32 bytes each. OpenSSL refuses those that are zero or not below the curve's order.
std::string ToDer(absl::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return "";
  const Owned<ECDSA_SIG> parts(ECDSA_SIG_new());
  ECDSA_SIG_set0(parts.get(), Number(signature.substr(0, kCoordinateBytes)).release(),
                 Number(signature.substr(kCoordinateBytes)).release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  std::string text(reinterpret_cast<char*>(der), size > 0 ? static_cast<size_t>(size) : 0);
  OPENSSL_free(der);
  return text;
}

bool VerifyDigest(EVP_PKEY* key, Algorithm algorithm, absl::string_view message,
                  absl::string_view signature) {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  const EVP_MD* digest = algorithm == Algorithm::kEdDsa ? nullptr : EVP_sha256();
  bool valid = EVP_DigestVerifyInit(context.get(), &options, digest, nullptr, key) == 1;
  if (valid && algorithm == Algorithm::kPs256)
    valid = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
  valid = valid && EVP_DigestVerify(context.get(), Bytes(signature), signature.size(),
                                    Bytes(message), message.size()) == 1;
  if (!valid) ERR_clear_error();
  return valid;
}

}  // namespace

absl::optional<Algorithm> FindAlgorithm(absl::string_view name) {
  for (const Named& named : kAlgorithms) {
    if (named.name == name) return named.algorithm;
  }
  return absl::nullopt;
}

KeyType TypeOf(Algorithm algorithm) { return kAlgorithms[static_cast<size_t>(algorithm)].type; }

absl::StatusOr<IssuerKey> IssuerKey::Rsa(absl::string_view modulus, absl::string_view exponent) {
  const Owned<BIGNUM> n = Number(modulus);
  const Owned<BIGNUM> e = Number(exponent);
  if (!IsGoodRsa(n.get(), e.get()))
    return absl::InvalidArgumentError(
        "is not an RSA key of 2048 to 8192 bits with an exponent from 65537 on");
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  auto key = MakeKey("RSA", builder.get());
  if (key == nullptr) return absl::InvalidArgumentError("is not an RSA public key");
  return IssuerKey(KeyType::kRsa, std::move(key));
}

absl::StatusOr<IssuerKey> IssuerKey::P256(absl::string_view x, absl::string_view y) {
  const std::string point = absl::StrCat("\x04", x, y);
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  const bool sized = x.size() == kCoordinateBytes && y.size() == kCoordinateBytes;
  auto key = sized ? MakeKey("EC", builder.get()) : nullptr;
  if (key == nullptr) return absl::InvalidArgumentError("is not a public key on P-256");
  return IssuerKey(KeyType::kP256, std::move(key));
}

absl::StatusOr<IssuerKey> IssuerKey::Ed25519(absl::string_view x) {
  std::shared_ptr<EVP_PKEY> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(x), x.size()), EVP_PKEY_free);
  ERR_clear_error();
  if (key == nullptr) return absl::InvalidArgumentError("is not an Ed25519 public key");
  return IssuerKey(KeyType::kEd25519, std::move(key));
}

bool IssuerKey::Verify(Algorithm algorithm, absl::string_view message,
                       absl::string_view signature) const {
  if (TypeOf(algorithm) != type_ || (only_ && *only_ != algorithm)) return false;
  // OpenSSL would take an RSA signature without its leading zeros for the same.
  if (type_ == KeyType::kRsa && signature.size() != size_t(EVP_PKEY_get_size(key_.get())))
    return false;
  if (type_ != KeyType::kP256) return VerifyDigest(key_.get(), algorithm, message, signature);
  const std::string der = ToDer(signature);
  return !der.empty() && VerifyDigest(key_.get(), algorithm, message, der);
}

bool IssuerKey::operator==(const IssuerKey& other) const {
  return only_ == other.only_ && EVP_PKEY_eq(key_.get(), other.key_.get()) == 1;
}

}  // namespace steward::auth

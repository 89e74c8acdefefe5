#pragma once

// For tests: private keys of every type that issuers may sign tokens with.

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/auth/issuer_key.h"
#include "platform/crypto/base64.h"

namespace steward::auth {

class SigningKey {
 public:
  static SigningKey Rsa(int bits = 2048) {
    return SigningKey(EVP_RSA_gen(static_cast<unsigned>(bits)), KeyType::kRsa);
  }
  // The same for all that ask in this process: RSA keys take long to make.
  static const SigningKey& AnyRsa() {
    static const SigningKey key = Rsa();
    return key;
  }
  static SigningKey P256() { return SigningKey(EVP_EC_gen("P-256"), KeyType::kP256); }
  static SigningKey Ed25519() {
    return SigningKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), KeyType::kEd25519);
  }

  // The members of its public JWK; `more` is JSON such as ",\"use\":\"sig\"".
  std::string Jwk(absl::string_view kid, absl::string_view more = "") const {
    return absl::StrCat("{", Members(), kid.empty() ? "" : ",\"kid\":\"", kid,
                        kid.empty() ? "" : "\"", more, "}");
  }

  // In the spelling of JWTs. The salt of PS256 is as long as given, or as its digest.
  std::string Sign(Algorithm algorithm, absl::string_view message,
                   int salt_bytes = RSA_PSS_SALTLEN_DIGEST) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* options = nullptr;
    const EVP_MD* digest = algorithm == Algorithm::kEdDsa ? nullptr : EVP_sha256();
    EVP_DigestSignInit(context, &options, digest, nullptr, key_.get());
    if (algorithm == Algorithm::kPs256) {
      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, salt_bytes);
    }
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    size_t size = 0;
    EVP_DigestSign(context, nullptr, &size, bytes, message.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                   message.size());
    signature.resize(size);
    EVP_MD_CTX_free(context);
    return type_ == KeyType::kP256 ? FromDer(signature) : signature;
  }

  // A compact JWS.
  std::string Token(Algorithm algorithm, absl::string_view header, absl::string_view claims) const {
    const std::string message =
        absl::StrCat(crypto::EncodeBase64Url(header), ".", crypto::EncodeBase64Url(claims));
    return absl::StrCat(message, ".", crypto::EncodeBase64Url(Sign(algorithm, message)));
  }

 private:
  SigningKey(EVP_PKEY* key, KeyType type) : key_(key, EVP_PKEY_free), type_(type) {}

  std::string Members() const {
    switch (type_) {
      case KeyType::kRsa:
        return absl::StrCat("\"kty\":\"RSA\",\"n\":\"", Number(OSSL_PKEY_PARAM_RSA_N, 0),
                            "\",\"e\":\"", Number(OSSL_PKEY_PARAM_RSA_E, 0), "\"");
      case KeyType::kP256:
        return absl::StrCat("\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"",
                            Number(OSSL_PKEY_PARAM_EC_PUB_X, 32), "\",\"y\":\"",
                            Number(OSSL_PKEY_PARAM_EC_PUB_Y, 32), "\"");
      case KeyType::kEd25519:
        break;
    }
    std::string bytes(32, '\0');
    size_t size = bytes.size();
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
    return absl::StrCat("\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"",
                        crypto::EncodeBase64Url(bytes), "\"");
  }

  // Of `bytes` bytes, or as many as it takes.
  static std::string Spell(const BIGNUM* number, int bytes) {
    std::string text(static_cast<size_t>(bytes == 0 ? BN_num_bytes(number) : bytes), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()),
                 static_cast<int>(text.size()));
    return text;
  }

  std::string Number(const char* name, int bytes) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &number);
    std::string text = crypto::EncodeBase64Url(Spell(number, bytes));
    BN_free(number);
    return text;
  }

  static std::string FromDer(const std::string& der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* parts = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
    std::string raw =
        absl::StrCat(Spell(ECDSA_SIG_get0_r(parts), 32), Spell(ECDSA_SIG_get0_s(parts), 32));
    ECDSA_SIG_free(parts);
    return raw;
  }

  std::shared_ptr<EVP_PKEY> key_;
  KeyType type_;
};

// A JWK set of such keys.
template <class... Keys>
std::string JwkSetText(const Keys&... keys) {
  std::string list;
  (absl::StrAppend(&list, list.empty() ? "" : ",", keys), ...);
  return absl::StrCat("{\"keys\":[", list, "]}");
}

}  // namespace steward::auth

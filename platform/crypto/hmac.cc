#include "platform/crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstdlib>
#include <memory>

namespace steward::crypto {
namespace {

// OpenSSL 3 looks an algorithm up by name for each new context, which costs more than hashing a few
// hundred bytes: each thread keeps one context of a kind.

// Fails only without memory or without OpenSSL's default provider.
void Require(bool done) {
  if (!done) std::abort();
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

const unsigned char* Bytes(absl::string_view text) {
  // A null key would mean "the key of the call before".
  return reinterpret_cast<const unsigned char*>(text.empty() ? "" : text.data());
}

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

EVP_MAC_CTX* NewHmac() {
  static EVP_MAC* const kind = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(kind);
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
  Require(context != nullptr && EVP_MAC_CTX_set_params(context, params) == 1);
  return context;
}

}  // namespace

std::string Sha256(absl::string_view bytes) {
  static const EVP_MD* const kind = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  std::string digest(32, '\0');
  Require(EVP_DigestInit_ex2(context.get(), kind, nullptr) == 1 &&
          EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
          EVP_DigestFinal_ex(context.get(), Bytes(digest), nullptr) == 1);
  return digest;
}

std::string HmacSha256(absl::string_view key, absl::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MAC_CTX, Free> context(NewHmac());
  std::string digest(32, '\0');
  size_t size = 0;
  Require(EVP_MAC_init(context.get(), Bytes(key), key.size(), nullptr) == 1 &&
          EVP_MAC_update(context.get(), Bytes(bytes), bytes.size()) == 1 &&
          EVP_MAC_final(context.get(), Bytes(digest), &size, digest.size()) == 1);
  return digest;
}

bool EqualInConstantTime(absl::string_view left, absl::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace steward::crypto

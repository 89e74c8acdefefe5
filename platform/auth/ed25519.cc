#include "platform/auth/ed25519.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdio>
#include <cstdlib>

namespace steward::auth {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kSignatureBytes = 64;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::shared_ptr<EVP_PKEY> Own(EVP_PKEY* key) {
  ERR_clear_error();
  return std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
}

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Context NewContext() { return Context(EVP_MD_CTX_new(), EVP_MD_CTX_free); }

using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

// OpenSSL fails here only without memory or with a broken installation.
void Require(bool worked, const char* what) {
  if (worked) return;
  std::fprintf(stderr, "OpenSSL failed to %s\n", what);
  std::abort();
}

// No passphrase: an encrypted key is an error, not a prompt.
int NoPassphrase(char*, int, int, void*) { return -1; }

}  // namespace

absl::StatusOr<PublicKey> PublicKey::FromBytes(absl::string_view bytes) {
  auto key =
      bytes.size() != kKeyBytes
          ? nullptr
          : Own(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(bytes), bytes.size()));
  if (key == nullptr) return absl::InvalidArgumentError("is not an Ed25519 public key");
  return PublicKey(std::move(key));
}

bool PublicKey::Verify(absl::string_view message, absl::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  Context context = NewContext();
  bool valid = EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
               EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                                message.size()) == 1;
  if (!valid) ERR_clear_error();
  return valid;
}

std::string PublicKey::bytes() const {
  std::string bytes(kKeyBytes, '\0');
  size_t size = bytes.size();
  Require(EVP_PKEY_get_raw_public_key(key_.get(), Bytes(bytes), &size) == 1, "read a public key");
  return bytes;
}

PrivateKey PrivateKey::Generate() {
  auto key = Own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  Require(key != nullptr, "generate a key");
  return PrivateKey(std::move(key));
}

absl::StatusOr<PrivateKey> PrivateKey::FromBytes(absl::string_view bytes) {
  auto key = bytes.size() != kKeyBytes
                 ? nullptr
                 : Own(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(bytes),
                                                    bytes.size()));
  if (key == nullptr) return absl::InvalidArgumentError("is not an Ed25519 private key");
  return PrivateKey(std::move(key));
}

absl::StatusOr<PrivateKey> PrivateKey::FromPem(absl::string_view pem) {
  Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  auto key = Own(PEM_read_bio_PrivateKey(memory.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr || EVP_PKEY_is_a(key.get(), "ED25519") != 1) {
    return absl::InvalidArgumentError(
        "is not an unencrypted Ed25519 private key (PEM, PKCS#8); steward-issuer keygen makes one");
  }
  return PrivateKey(std::move(key));
}

std::string PrivateKey::Sign(absl::string_view message) const {
  Context context = NewContext();
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  Require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
              EVP_DigestSign(context.get(), Bytes(signature), &size, Bytes(message),
                             message.size()) == 1,
          "sign");
  return signature;
}

PublicKey PrivateKey::public_key() const {
  std::string bytes(kKeyBytes, '\0');
  size_t size = bytes.size();
  Require(EVP_PKEY_get_raw_public_key(key_.get(), Bytes(bytes), &size) == 1, "read a public key");
  return *PublicKey::FromBytes(bytes);
}

std::string PrivateKey::ToPem() const {
  Memory memory(BIO_new(BIO_s_mem()), BIO_free);
  Require(PEM_write_bio_PKCS8PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0, nullptr,
                                        nullptr) == 1,
          "write a private key");
  char* data = nullptr;
  long size = BIO_get_mem_data(memory.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

}  // namespace steward::auth

#include "platform/crypto/seal.h"

#include <openssl/evp.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/crypto/random.h"
#include "platform/status/errors.h"

namespace steward::crypto {
namespace {

constexpr char kVersion = 1;
constexpr size_t kKeyBytes = 32;
constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;
constexpr size_t kSecretBytesMax = 1 << 20;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* cipher) const { EVP_CIPHER_CTX_free(cipher); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* In(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Out(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Feeds what is authenticated but not encrypted, then the text. False on any failure.
bool Feed(EVP_CIPHER_CTX* cipher, absl::string_view header, absl::string_view context,
          absl::string_view text, std::string& result) {
  int size = 0;
  for (absl::string_view part : {header, context})
    if (EVP_CipherUpdate(cipher, nullptr, &size, In(part), static_cast<int>(part.size())) != 1)
      return false;
  result.resize(text.size());
  return text.empty() ||
         EVP_CipherUpdate(cipher, Out(result), &size, In(text), static_cast<int>(text.size())) == 1;
}

Cipher NewCipher(absl::string_view key, absl::string_view nonce, bool encrypt) {
  Cipher cipher(EVP_CIPHER_CTX_new());
  if (cipher == nullptr || EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, In(key),
                                             In(nonce), encrypt ? 1 : 0) != 1)
    return nullptr;
  return cipher;
}

absl::Status CannotOpen(absl::string_view why) {
  return errors::Internal(absl::StrCat("a sealed secret does not open: ", why));
}

}  // namespace

Sealer::Sealer(SealKeys keys, std::string current)
    : keys_(std::move(keys)), current_(std::move(current)) {}

absl::StatusOr<Sealer> Sealer::Create(SealKeys keys, std::string current) {
  for (const auto& [id, key] : keys) {
    if (id.empty() || id.size() > 255)
      return errors::Internal("id of a sealing key: 1 to 255 bytes");
    if (key.size() != kKeyBytes)
      return errors::Internal(absl::StrCat("sealing key '", id, "' does not have 32 bytes"));
  }
  if (keys.count(current) == 0)
    return errors::Internal(absl::StrCat("current sealing key '", current, "' is not there"));
  return Sealer(std::move(keys), std::move(current));
}

absl::StatusOr<std::string> Sealer::Seal(absl::string_view secret,
                                         absl::string_view context) const {
  if (secret.size() > kSecretBytesMax) return errors::Internal("a secret to seal is too long");
  std::string header{kVersion, static_cast<char>(current_.size())};
  header += current_;
  const std::string nonce = RandomBytes(kNonceBytes);

  Cipher cipher = NewCipher(keys_.at(current_), nonce, true);
  std::string text;
  unsigned char rest[EVP_MAX_BLOCK_LENGTH];
  int rest_size = 0;
  std::string tag(kTagBytes, '\0');
  if (cipher == nullptr || !Feed(cipher.get(), header, context, secret, text) ||
      EVP_CipherFinal_ex(cipher.get(), rest, &rest_size) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, Out(tag)) != 1)
    return errors::Internal("sealing a secret failed");
  return absl::StrCat(header, nonce, text, tag);
}

absl::StatusOr<std::string> Sealer::Open(absl::string_view sealed,
                                         absl::string_view context) const {
  if (sealed.size() < 2 || sealed[0] != kVersion) return CannotOpen("unknown version");
  const size_t header_size = 2 + static_cast<unsigned char>(sealed[1]);
  if (sealed.size() < header_size + kNonceBytes + kTagBytes) return CannotOpen("cut short");
  const absl::string_view header = sealed.substr(0, header_size);
  auto key = keys_.find(std::string(header.substr(2)));
  if (key == keys_.end()) return CannotOpen("unknown key");
  const absl::string_view nonce = sealed.substr(header_size, kNonceBytes);
  absl::string_view text = sealed.substr(header_size + kNonceBytes);
  std::string tag(text.substr(text.size() - kTagBytes));
  text.remove_suffix(kTagBytes);

  Cipher cipher = NewCipher(key->second, nonce, false);
  std::string secret;
  unsigned char rest[EVP_MAX_BLOCK_LENGTH];
  int rest_size = 0;
  if (cipher == nullptr || !Feed(cipher.get(), header, context, text, secret) ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, Out(tag)) != 1 ||
      EVP_CipherFinal_ex(cipher.get(), rest, &rest_size) != 1)
    return CannotOpen("changed, or sealed for another context");
  return secret;
}

}  // namespace steward::crypto

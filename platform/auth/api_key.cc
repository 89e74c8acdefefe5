#include "platform/auth/api_key.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/crypto/hmac.h"
#include "platform/crypto/random.h"

namespace steward::auth {
namespace {

constexpr absl::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr size_t kIdLength = 12;
constexpr size_t kSecretLength = 43;
constexpr size_t kChecksumLength = 6;
static_assert(kApiKeyLength ==
              kApiKeyPrefix.size() + kIdLength + 1 + kSecretLength + 1 + kChecksumLength);
// Twice what 12 digits hold, so that the last ones are as good as evenly spread.
constexpr size_t kIdRandomBytes = 16;
constexpr size_t kSecretRandomBytes = 32;

// The last `length` digits of a number, whose bytes stand most significant first.
std::string LastDigits(std::string number, size_t length) {
  std::string digits(length, kDigits[0]);
  for (size_t i = length; i-- > 0;) {
    uint32_t rest = 0;
    for (char& byte : number) {
      rest = rest << 8 | static_cast<uint8_t>(byte);
      byte = static_cast<char>(rest / kDigits.size());
      rest %= kDigits.size();
    }
    digits[i] = kDigits[rest];
  }
  return digits;
}

// CRC-32 of ISO-HDLC, as in gzip.
uint32_t Crc32(absl::string_view bytes) {
  constexpr uint32_t kPolynomial = 0xEDB88320;
  uint32_t crc = 0xFFFFFFFF;
  for (char byte : bytes) {
    crc ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? kPolynomial : 0);
  }
  return ~crc;
}

std::string ChecksumOf(absl::string_view text) {
  const uint32_t crc = Crc32(text);
  std::string bytes;
  for (int shift : {24, 16, 8, 0}) bytes += static_cast<char>(crc >> shift);
  return LastDigits(std::move(bytes), kChecksumLength);
}

// Takes `length` digits from the front of the text.
bool TakeDigits(size_t length, absl::string_view* text, std::string* digits) {
  *digits = std::string(text->substr(0, length));
  text->remove_prefix(digits->size());
  return digits->size() == length &&
         std::all_of(digits->begin(), digits->end(), absl::ascii_isalnum);
}

}  // namespace

ApiKey NewApiKey() {
  return {LastDigits(crypto::RandomBytes(kIdRandomBytes), kIdLength),
          LastDigits(crypto::RandomBytes(kSecretRandomBytes), kSecretLength)};
}

std::string FormatApiKey(const ApiKey& key) {
  const std::string text = absl::StrCat(kApiKeyPrefix, key.id, "_", key.secret);
  return absl::StrCat(text, "_", ChecksumOf(text));
}

absl::optional<ApiKey> ParseApiKey(absl::string_view text) {
  ApiKey key;
  absl::string_view rest = text;
  const bool fits = absl::ConsumePrefix(&rest, kApiKeyPrefix) &&
                    TakeDigits(kIdLength, &rest, &key.id) && absl::ConsumePrefix(&rest, "_") &&
                    TakeDigits(kSecretLength, &rest, &key.secret) &&
                    rest.size() == 1 + kChecksumLength && FormatApiKey(key) == text;
  if (!fits) return absl::nullopt;
  return key;
}

std::string DigestOfSecret(absl::string_view secret) { return crypto::Sha256(secret); }

bool SecretMatches(absl::string_view secret, absl::string_view digest) {
  return crypto::EqualInConstantTime(DigestOfSecret(secret), digest);
}

}  // namespace steward::auth

#include "platform/crypto/base64.h"

#include <array>
#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"

namespace steward::crypto {
namespace {

constexpr uint8_t kNone = 0xff;

using Digits = std::array<uint8_t, 256>;

constexpr Digits DigitsWith(const char* sixty_two, const char* sixty_three) {
  Digits digits{};
  for (uint8_t& digit : digits) digit = kNone;
  for (int i = 0; i < 26; ++i) {
    digits['A' + i] = static_cast<uint8_t>(i);
    digits['a' + i] = static_cast<uint8_t>(26 + i);
  }
  for (int i = 0; i < 10; ++i) digits['0' + i] = static_cast<uint8_t>(52 + i);
  for (; *sixty_two != 0; ++sixty_two) digits[static_cast<uint8_t>(*sixty_two)] = 62;
  for (; *sixty_three != 0; ++sixty_three) digits[static_cast<uint8_t>(*sixty_three)] = 63;
  return digits;
}

constexpr Digits kStandard = DigitsWith("+", "/");
constexpr Digits kUrl = DigitsWith("-", "_");
constexpr Digits kAny = DigitsWith("+-", "/_");

// `text` without padding. Returns the end of the bytes, or nullptr.
char* Decode(absl::string_view text, const Digits& digits, char* bytes) {
  if (text.size() % 4 == 1) return nullptr;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const uint8_t digit = digits[static_cast<uint8_t>(c)];
    if (digit == kNone) return nullptr;
    bits = bits << 6 | digit;
    count += 6;
    if (count >= 8) {
      count -= 8;
      *bytes++ = static_cast<char>(bits >> count);
    }
  }
  return (bits & ((1u << count) - 1)) == 0 ? bytes : nullptr;
}

absl::optional<std::string> Decode(absl::string_view text, const Digits& digits) {
  std::string bytes(DecodedBase64Max(text.size()), '\0');
  const char* end = Decode(text, digits, bytes.data());
  if (end == nullptr) return absl::nullopt;
  bytes.resize(end - bytes.data());
  return bytes;
}

// False: incomplete.
bool StripPadding(absl::string_view* text) {
  if (text->empty() || text->back() != '=') return true;
  if (text->size() % 4 != 0) return false;
  text->remove_suffix(1);
  absl::ConsumeSuffix(text, "=");
  return true;
}

}  // namespace

std::string EncodeBase64(absl::string_view bytes) { return absl::Base64Escape(bytes); }

std::string EncodeBase64Url(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

absl::optional<std::string> DecodeBase64(absl::string_view text) {
  if (text.size() % 4 != 0 || !StripPadding(&text)) return absl::nullopt;
  return Decode(text, kStandard);
}

absl::optional<std::string> DecodeBase64Url(absl::string_view text) { return Decode(text, kUrl); }

char* DecodeAnyBase64(absl::string_view text, char* bytes) {
  if (!StripPadding(&text)) return nullptr;
  if (text.find_first_of("+/") != absl::string_view::npos &&
      text.find_first_of("-_") != absl::string_view::npos)
    return nullptr;
  return Decode(text, kAny, bytes);
}

}  // namespace steward::crypto

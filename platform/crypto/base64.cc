#include "platform/crypto/base64.h"

#include <array>
#include <cstdint>

#include "absl/strings/strip.h"

namespace steward::crypto {
namespace {

constexpr char kStandard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUrl[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int8_t kNone = -1;

using Values = std::array<int8_t, 256>;

constexpr Values ValuesOf(const char* alphabet) {
  Values values{};
  for (int8_t& value : values) value = kNone;
  for (int i = 0; i < 64; ++i) values[static_cast<uint8_t>(alphabet[i])] = static_cast<int8_t>(i);
  return values;
}

constexpr Values kStandardValues = ValuesOf(kStandard);
constexpr Values kUrlValues = ValuesOf(kUrl);

std::string Encode(absl::string_view bytes, const char* alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  uint32_t pending = 0;
  int bits = 0;
  for (unsigned char byte : bytes) {
    pending = (pending << 8 | byte) & 0xffff;
    for (bits += 8; bits >= 6;) text.push_back(alphabet[pending >> (bits -= 6) & 63]);
  }
  if (bits > 0) text.push_back(alphabet[pending << (6 - bits) & 63]);
  return text;
}

absl::optional<std::string> Decode(absl::string_view digits, const Values& values) {
  if (digits.size() % 4 == 1) return absl::nullopt;
  std::string bytes;
  bytes.reserve(digits.size() * 3 / 4);
  uint32_t pending = 0;
  int bits = 0;
  for (unsigned char digit : digits) {
    if (values[digit] == kNone) return absl::nullopt;
    pending = (pending << 6 | static_cast<uint32_t>(values[digit])) & 0xffff;
    if ((bits += 6) >= 8) bytes.push_back(static_cast<char>(pending >> (bits -= 8) & 0xff));
  }
  if ((pending & ((1u << bits) - 1)) != 0) return absl::nullopt;
  return bytes;
}

}  // namespace

std::string EncodeBase64(absl::string_view bytes) {
  std::string text = Encode(bytes, kStandard);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string EncodeBase64Url(absl::string_view bytes) { return Encode(bytes, kUrl); }

absl::optional<std::string> DecodeBase64(absl::string_view text) {
  if (text.size() % 4 != 0) return absl::nullopt;
  if (absl::ConsumeSuffix(&text, "=")) absl::ConsumeSuffix(&text, "=");
  return Decode(text, kStandardValues);
}

absl::optional<std::string> DecodeBase64Url(absl::string_view text) {
  return Decode(text, kUrlValues);
}

}  // namespace steward::crypto

#include "platform/json/base64.h"

#include <array>
#include <cstdint>

namespace steward::json {
namespace {

constexpr uint8_t kNoDigit = 0xff;

constexpr std::array<uint8_t, 256> Digits() {
  std::array<uint8_t, 256> digits{};
  for (uint8_t& digit : digits) digit = kNoDigit;
  for (int i = 0; i < 26; ++i) {
    digits['A' + i] = static_cast<uint8_t>(i);
    digits['a' + i] = static_cast<uint8_t>(26 + i);
  }
  for (int i = 0; i < 10; ++i) digits['0' + i] = static_cast<uint8_t>(52 + i);
  digits['+'] = digits['-'] = 62;
  digits['/'] = digits['_'] = 63;
  return digits;
}

constexpr std::array<uint8_t, 256> kDigits = Digits();

// Takes complete padding away; false: incomplete.
bool StripPadding(absl::string_view* text) {
  if (text->empty() || text->back() != '=') return true;
  if (text->size() % 4 != 0) return false;
  text->remove_suffix(1);
  if (text->back() == '=') text->remove_suffix(1);
  return true;
}

}  // namespace

bool DecodeBase64(absl::string_view text, Buffer* out) {
  if (!StripPadding(&text) || text.size() % 4 == 1) return false;
  if (text.find_first_of("+/") != absl::string_view::npos &&
      text.find_first_of("-_") != absl::string_view::npos) {
    return false;
  }
  char* at = out->Room(text.size() / 4 * 3 + 3);
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const uint8_t digit = kDigits[static_cast<uint8_t>(c)];
    if (digit == kNoDigit) return false;
    bits = bits << 6 | digit;
    count += 6;
    if (count >= 8) {
      count -= 8;
      *at++ = static_cast<char>(bits >> count);
    }
  }
  out->Commit(at);
  return (bits & ((1u << count) - 1)) == 0;
}

}  // namespace steward::json

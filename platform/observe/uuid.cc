#include "platform/observe/uuid.h"

#include <algorithm>
#include <cstdint>

#include "platform/observe/random.h"

namespace steward::observe {
namespace {

constexpr uint64_t kVariantMask = 0x3FFFFFFFFFFFFFFF;
constexpr uint64_t kVariant = 0x8000000000000000;

std::string Format(uint64_t high, uint64_t low) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text(36, '-');
  size_t at = 0;
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) ++at;
    uint64_t word = nibble < 16 ? high : low;
    text[at++] = kHex[(word >> (60 - 4 * (nibble % 16))) & 0xF];
  }
  return text;
}

}  // namespace

std::string NewUuid7(absl::Time time) {
  auto nanos = static_cast<uint64_t>(std::max<int64_t>(0, absl::ToUnixNanos(time)));
  uint64_t millis = nanos / 1000000;
  uint64_t fraction = (nanos % 1000000) * 4096 / 1000000;
  return Format(millis << 16 | 0x7000 | fraction, (RandomBits() & kVariantMask) | kVariant);
}

std::string NewUuid4() {
  uint64_t high = (RandomBits() & ~uint64_t{0xF000}) | 0x4000;
  return Format(high, (RandomBits() & kVariantMask) | kVariant);
}

}  // namespace steward::observe

#include "platform/resource/utf8.h"

#include <cstdint>
#include <cstring>

namespace steward::resource {
namespace {

// Whether the 8 bytes at `bytes` are ASCII other than NUL, which most text is.
bool IsPlainWord(const char* bytes) {
  uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  const uint64_t borrows = (word - 0x0101010101010101ULL) & ~word;
  return ((word | borrows) & 0x8080808080808080ULL) == 0;
}

bool IsContinuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// Length of the sequence at `at`, or 0 when it is malformed (Unicode 15, table 3-7).
size_t SequenceLength(absl::string_view text, size_t at) {
  auto byte = [&](size_t offset) -> uint8_t {
    return at + offset < text.size() ? static_cast<uint8_t>(text[at + offset]) : 0;
  };
  const uint8_t first = byte(0);
  const uint8_t second = byte(1);
  if (first < 0x80) return first != 0 ? 1 : 0;
  if (first < 0xC2 || first > 0xF4 || !IsContinuation(second)) return 0;
  if (first < 0xE0) return 2;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if (!IsContinuation(byte(2))) return 0;
  if (first < 0xF0) return 3;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return IsContinuation(byte(3)) ? 4 : 0;
}

}  // namespace

int CodePoints(absl::string_view text) {
  int count = 0;
  for (size_t at = 0; at < text.size(); ++count) {
    if (text.size() - at >= 8 && IsPlainWord(text.data() + at)) {
      at += 8;
      count += 7;
      continue;
    }
    const size_t length = SequenceLength(text, at);
    if (length == 0) return -1;
    at += length;
  }
  return count;
}

}  // namespace steward::resource

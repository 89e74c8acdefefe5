#include "platform/observe/random.h"

#include <sys/random.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace steward::observe {
namespace {

std::array<uint64_t, 4> Seed() {
  std::array<uint64_t, 4> state;
  if (getrandom(state.data(), sizeof(state), 0) != static_cast<ssize_t>(sizeof(state))) {
    std::fputs("getrandom failed\n", stderr);
    std::abort();
  }
  state[0] |= 1;
  return state;
}

uint64_t Rotate(uint64_t word, int bits) { return (word << bits) | (word >> (64 - bits)); }

}  // namespace

uint64_t RandomBits() {
  thread_local std::array<uint64_t, 4> s = Seed();
  uint64_t result = Rotate(s[1] * 5, 7) * 9;
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = Rotate(s[3], 45);
  return result;
}

std::string RandomHex(size_t words) {
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    absl::StrAppend(&text, absl::Hex(RandomBits(), absl::kZeroPad16));
  }
  return text;
}

}  // namespace steward::observe

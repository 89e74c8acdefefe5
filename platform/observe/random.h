#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace steward::observe {

// Fast random numbers for ids (xoshiro256**, one generator a thread, seeded by the kernel). They
// collide no more often than chance, but can be predicted: never use them for secrets.
uint64_t RandomBits();

// `words` × 64 random bits in lower-case hex.
std::string RandomHex(size_t words);

}  // namespace steward::observe

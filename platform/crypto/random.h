#pragma once

#include <cstddef>
#include <string>

namespace steward::crypto {

// `count` bytes that nobody can predict, fit for keys. Ends the process when the system has no
// randomness to give: nothing may run on guessable keys. Thread-safe.
std::string RandomBytes(size_t count);

}  // namespace steward::crypto

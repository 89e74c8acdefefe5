#pragma once

// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104). All functions are thread-safe.

#include <string>

#include "absl/strings/string_view.h"

namespace steward::crypto {

// 32 bytes.
std::string Sha256(absl::string_view bytes);
// 32 bytes. `key` may have any length.
std::string HmacSha256(absl::string_view key, absl::string_view bytes);
// Whether both are the same, in a time that depends on their lengths only.
bool EqualInConstantTime(absl::string_view left, absl::string_view right);

}  // namespace steward::crypto

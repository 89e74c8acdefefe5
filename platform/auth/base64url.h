#pragma once

// base64url without padding (RFC 4648 §5, RFC 7515 §2). Thread-safe.

#include <string>

#include "absl/strings/string_view.h"

namespace steward::auth {

std::string EncodeBase64Url(absl::string_view bytes);

// False when `text` has padding, white space, other characters, an impossible length, or bits
// after the last byte that are not zero: every byte string has exactly one text.
bool DecodeBase64Url(absl::string_view text, std::string& bytes);

}  // namespace steward::auth

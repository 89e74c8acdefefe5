#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "platform/auth/json.h"

namespace steward::auth {

// A compact JWS (RFC 7515 §3.1) with JSON claims, taken apart and not verified yet.
struct CompactToken {
  Json header;
  Json claims;
  std::string signature;
  // What was signed: a part of the text.
  absl::string_view message;
};

// Three parts of base64url without padding and other characters, the first two each a JSON object
// in which no member occurs twice; nothing for any other text. Thread-safe.
absl::optional<CompactToken> ParseCompact(absl::string_view text);

}  // namespace steward::auth

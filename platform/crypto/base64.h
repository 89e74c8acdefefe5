#pragma once

// Base64 of RFC 4648, strict: one text for one value. All functions are thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::crypto {

// Standard alphabet ("+/"), padded with "=" (RFC 4648 §4).
std::string EncodeBase64(absl::string_view bytes);
// URL-safe alphabet ("-_"), without padding (RFC 4648 §5).
std::string EncodeBase64Url(absl::string_view bytes);

// The bytes that the encoders above turn into exactly this text; nothing for any other text:
// white space, wrong or missing padding, the other alphabet, left-over bits that are not zero.
absl::optional<std::string> DecodeBase64(absl::string_view text);
absl::optional<std::string> DecodeBase64Url(absl::string_view text);

}  // namespace steward::crypto

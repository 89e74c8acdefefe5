#pragma once

// Base64 of RFC 4648. All functions are thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::crypto {

// Standard alphabet ("+/"), padded with "=" (RFC 4648 §4).
std::string EncodeBase64(absl::string_view bytes);
// URL-safe alphabet ("-_"), without padding (RFC 4648 §5, RFC 7515 §2).
std::string EncodeBase64Url(absl::string_view bytes);

// The bytes that the encoders above turn into exactly this text; nothing for any other text:
// white space, wrong or missing padding, the other alphabet, left-over bits that are not zero.
absl::optional<std::string> DecodeBase64(absl::string_view text);
absl::optional<std::string> DecodeBase64Url(absl::string_view text);

// Room for the bytes of a text.
constexpr size_t DecodedBase64Max(size_t text_size) { return text_size / 4 * 3 + 3; }

// What ProtoJSON takes: either alphabet but not both in one text, padding complete or left out, no
// other characters, left-over bits zero. Writes to `bytes` and returns their end; nullptr for any
// other text, when it may have written a part.
char* DecodeAnyBase64(absl::string_view text, char* bytes);

}  // namespace steward::crypto

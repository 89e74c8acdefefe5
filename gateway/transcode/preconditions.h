#pragma once

// The headers that say under which condition a request may take effect.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::gateway {

// Idempotency-Key: a structured-field string ("…" with \" and \\) or the bare text. 1 to 255
// printable ASCII characters without space; else INVALID_FIELD.
absl::StatusOr<std::string> ParseIdempotencyKey(absl::string_view header);

struct EntityTags {
  bool any = false;  // "*"
  // The strong ones: a weak tag never matches here (RFC 9110 §13.1.1).
  std::vector<std::string> strong;

  bool Match(absl::string_view etag) const;
};
// If-Match: "*", or entity tags (RFC 9110 §8.8.3) with commas between them, quoted or bare.
// INVALID_FIELD for what is neither, for more than kEntityTagsMax tags, and for one that is longer
// than kEntityTagMax.
absl::StatusOr<EntityTags> ParseIfMatch(absl::string_view header);

// Requests take the tags of a list as one etag with commas between them; `max_len` of the fields
// named etag has room for them.
inline constexpr int kEntityTagsMax = 16;
inline constexpr size_t kEntityTagMax = 64;

// Whether If-None-Match names the etag, by weak comparison, or is "*".
bool MatchesAny(absl::string_view if_none_match, absl::string_view etag);

}  // namespace steward::gateway

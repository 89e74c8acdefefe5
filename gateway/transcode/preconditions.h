#pragma once

// The headers that say under which condition a request may take effect.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::gateway {

// Idempotency-Key: a structured-field string ("…" with \" and \\) or the bare text. 1 to 255
// printable ASCII characters without space; else INVALID_FIELD.
absl::StatusOr<std::string> ParseIdempotencyKey(absl::string_view header);

struct EntityTag {
  bool any = false;  // "*"
  bool weak = false;
  std::string tag;
};
// If-Match with one entity tag (RFC 9110 §8.8.3), quoted or bare. Lists are refused: a resource has
// one etag.
absl::StatusOr<EntityTag> ParseIfMatch(absl::string_view header);

// Whether If-None-Match names the etag, by weak comparison, or is "*".
bool MatchesAny(absl::string_view if_none_match, absl::string_view etag);

}  // namespace steward::gateway

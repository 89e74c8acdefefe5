#pragma once

#include "absl/strings/string_view.h"
#include "platform/json/buffer.h"

namespace steward::json {

// RFC 4648, standard or URL-safe alphabet but not both in one text, padding complete or left out,
// no other characters, unused bits zero. False: refused, and `out` may hold a part.
bool DecodeBase64(absl::string_view text, Buffer* out);

}  // namespace steward::json

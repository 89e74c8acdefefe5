#pragma once

// Writes answers as HTTP/1.1.

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/http/message.h"

namespace steward::gateway {

enum class Framing { kLength, kLengthWithoutBody, kChunked };

// Appends the answer to `out`, with the security headers that every answer has. `date` is an
// IMF-fixdate. kLengthWithoutBody announces the body's length and leaves it out, as HEAD asks;
// kChunked appends the head only.
void RenderAnswer(const HttpAnswer& answer, absl::string_view date, bool keep_alive,
                  Framing framing, std::string* out);
// Appends one chunk (RFC 9112 §7.1); an empty piece ends the body.
void RenderChunk(absl::string_view piece, std::string* out);

}  // namespace steward::gateway

#pragma once

// Compresses answers for clients that ask for it (RFC 9110 §8.4).

#include <cstddef>

#include "absl/strings/string_view.h"
#include "gateway/http/message.h"

namespace steward::gateway {

// Whether Accept-Encoding, the values of all such headers between commas, allows gzip.
bool AcceptsGzip(absl::string_view accept_encoding);

// Compresses a body of at least `bytes_min` by gzip when the client allows it and that makes it
// smaller. The etag stays what it was: it is the version of the resource, for If-Match.
void Compress(const HttpRequest& request, size_t bytes_min, HttpAnswer* answer);

}  // namespace steward::gateway

#pragma once

// What anybody may read: health, and documents that are the same for everybody.

#include <functional>

#include "gateway/http/message.h"

namespace steward::gateway {

using Document = std::function<HttpAnswer(const HttpRequest&)>;

// A document that never changes. It has an etag, which If-None-Match may name, and is compressed
// once: whoever asks needs no credential, and must not cost more than a copy. Thread-safe.
Document StaticDocument(HttpAnswer answer);
// The same of what `make` returns when it is asked for at first.
Document LazyDocument(std::function<HttpAnswer()> make);

}  // namespace steward::gateway

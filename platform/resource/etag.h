#pragma once

// Entity tags (AIP-154, RFC 9110 section 8.8.3). All functions are thread-safe.

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::resource {

// Strong tag of one version of one resource. The creation time tells a resource from a later one
// that got the same name. Stable over processes and releases; opaque to clients.
std::string Etag(int64_t version, absl::Time create_time);

// Whether a client that sent `given` may change the resource whose tag is `current`. "" and "*"
// match always; of tags with commas between them one has to match; one pair of double quotes around
// a tag is ignored; a weak tag never matches.
bool EtagMatches(absl::string_view given, absl::string_view current);

}  // namespace steward::resource

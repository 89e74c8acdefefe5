#pragma once

// What a client would like of an answer (RFC 7240).

#include "absl/strings/string_view.h"

namespace steward::gateway {

// `prefer` is Prefer, the values of all such headers between commas. What is not known here is
// passed over.

// Whether it has return=minimal: a change is then answered without the resource.
bool PrefersMinimal(absl::string_view prefer);
// Whether it has respond-async: work that lasts is then to go on after the answer.
bool PrefersAsync(absl::string_view prefer);

}  // namespace steward::gateway

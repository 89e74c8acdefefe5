#pragma once

// What a client would like of an answer (RFC 7240).

#include "absl/strings/string_view.h"

namespace steward::gateway {

// Whether Prefer, the values of all such headers between commas, has return=minimal: a change is
// then answered without the resource. What else is preferred is not known here, and passed over.
bool PrefersMinimal(absl::string_view prefer);

}  // namespace steward::gateway

#pragma once

// Keys where they must never be: in a URL, which ends up in logs, histories and referrers.

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "platform/auth/api_key.h"

namespace steward::gateway {

// Whether the target of a request holds what an API key begins with, percent-encoded or not.
bool HoldsApiKey(absl::string_view target);

// The first key in such a target that is whole and has the right checksum.
absl::optional<auth::ApiKey> FindApiKey(absl::string_view target);

}  // namespace steward::gateway

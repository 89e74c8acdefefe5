#pragma once

// Signatures of Standard Webhooks 1.0, symmetric scheme `v1`.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::webhook {

// Name and value.
using Header = std::pair<std::string, std::string>;

// The headers webhook-id, webhook-timestamp (seconds) and webhook-signature, which holds
// "v1," + base64(HMAC-SHA-256(key, "<id>.<timestamp>.<body>")) for each key, separated by spaces.
// `keys` are what the secrets stand for (secret.h), the newest first, at least one.
// Errors: INTERNAL when the id has other characters than letters, digits, '-' and '_'. Thread-safe.
absl::StatusOr<std::vector<Header>> Sign(absl::string_view id, absl::Time time,
                                         absl::string_view body,
                                         const std::vector<std::string>& keys);

}  // namespace steward::webhook

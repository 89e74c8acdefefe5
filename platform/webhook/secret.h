#pragma once

// Secrets of Standard Webhooks 1.0: "whsec_" followed by 24 to 64 bytes in padded base64.
// All functions are thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::webhook {

// Bytes of randomness behind a secret that the server makes.
inline constexpr size_t kSecretRandomBytes = 32;

// The secret that stands for these bytes, 24 to 64 of them.
std::string FormatSecret(absl::string_view key);

// The key behind a secret. Errors: INVALID_FIELD of `field`, such as "webhook.secret"; the text
// says what is wrong without showing any of it.
absl::StatusOr<std::string> ParseSecret(absl::string_view secret, absl::string_view field);

}  // namespace steward::webhook

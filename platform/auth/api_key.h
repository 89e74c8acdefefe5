#pragma once

// API keys of service accounts: "stw_live_<id>_<secret>_<checksum>", made of 12, 43 and 6 digits of
// base 62 (0-9A-Za-z). The id is no secret and finds the key; the secret stands for 256 random
// bits, and only its digest is stored; the checksum (CRC-32 of what stands before it) lets scanners
// and the gateway refuse what cannot be a key without looking anything up. Thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::auth {

// What every key begins with.
inline constexpr absl::string_view kApiKeyPrefix = "stw_live_";
// Length of every key.
inline constexpr size_t kApiKeyLength = 72;

struct ApiKey {
  std::string id;
  std::string secret;
};

// A key that nobody can guess. Ends the process when the system has no randomness to give.
ApiKey NewApiKey();

// The text that its holder sends.
std::string FormatApiKey(const ApiKey& key);

// The key of a text; nothing when it has another form or a wrong checksum.
absl::optional<ApiKey> ParseApiKey(absl::string_view text);

// What is stored: SHA-256, 32 bytes. A fast hash will do for a secret of full entropy.
std::string DigestOfSecret(absl::string_view secret);

// Whether the digest is that of the secret, in constant time.
bool SecretMatches(absl::string_view secret, absl::string_view digest);

}  // namespace steward::auth

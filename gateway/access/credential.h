#pragma once

// What a client proves itself by, as far as this process can tell alone.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/token.h"

namespace steward::gateway {

struct Credential {
  // A verified access token; null for an API key.
  std::shared_ptr<const auth::AccessToken> token;
  // Of an API key whose checksum is right: its id, and the digest of its secret.
  std::string key_id;
  std::string secret_digest;
  // The tenant that it is to be used in, when that may be another than its own.
  std::string tenant;

  bool is_key() const { return token == nullptr; }
};

// The credential of an Authorization value (RFC 6750 §2.1, the scheme in any case).
// UNAUTHENTICATED when it is empty, INVALID_TOKEN for every other fault. Never waits. Thread-safe.
absl::StatusOr<Credential> ReadCredential(absl::string_view header, auth::TokenVerifier& verifier);

}  // namespace steward::gateway

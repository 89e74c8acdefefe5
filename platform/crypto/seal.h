#pragma once

// Secrets at rest: AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces.
//
// A sealed secret is: version (1 byte, 1), length of the key id (1 byte), key id, nonce (12
// bytes), ciphertext, tag (16 bytes). The header and the context are authenticated with it. Keys
// are rotated by adding one and making it current; secrets name the key they were sealed with.
// One key seals at most 2^32 secrets.

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::crypto {

// Key id (1 to 255 bytes) → key (32 bytes).
using SealKeys = std::map<std::string, std::string>;

// Seals and opens. Immutable, hence thread-safe.
class Sealer {
 public:
  // Fails with INTERNAL when a key or its id has a wrong length or `current` is not among them.
  static absl::StatusOr<Sealer> Create(SealKeys keys, std::string current);

  // `context` says whose secret it is and what for, such as "demo/webhook-secret". It is not part
  // of the result; a sealed secret that was moved to another row of another context does not open.
  absl::StatusOr<std::string> Seal(absl::string_view secret, absl::string_view context) const;
  // INTERNAL when it was changed, sealed for another context or with a key that is not known.
  absl::StatusOr<std::string> Open(absl::string_view sealed, absl::string_view context) const;

 private:
  Sealer(SealKeys keys, std::string current);

  SealKeys keys_;
  std::string current_;
};

}  // namespace steward::crypto

#pragma once

// Files of keys: private keys as PEM (PKCS#8), public keys as a JWK set (RFC 7517) of Ed25519 keys
// (RFC 8037). Thread-safe. Errors are sentences for operators; they hold no key material.

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/ed25519.h"

namespace steward::auth {

// A public key and what it may be used for.
struct TrustedKey {
  PublicKey key;
  // Subject that an identity signed with it may have: "*" for any, a name such as
  // "services/notification" for that one, empty for none. Member "subjects" of the JWK.
  std::string subjects;
};

// By key id ([A-Za-z0-9._-]{1,128}).
using KeySet = std::map<std::string, TrustedKey>;

// Refuses files that are open to others (see config::ReadSecretFile).
absl::StatusOr<PrivateKey> LoadPrivateKey(const std::string& path);
// Mode 0600; refuses to overwrite.
absl::Status SavePrivateKey(const std::string& path, const PrivateKey& key);

// Strict: at most 64 KiB and 50 keys, at least one; only Ed25519 keys, each with an own kid; only
// the members kty, crv, x, kid, use, alg and subjects, so never a private one.
absl::StatusOr<KeySet> ParseKeySet(absl::string_view json);
absl::StatusOr<KeySet> LoadKeySet(const std::string& path);
std::string RenderKeySet(const KeySet& keys);

}  // namespace steward::auth

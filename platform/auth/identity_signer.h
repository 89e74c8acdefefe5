#pragma once

// Makes the internal identity that travels between Steward's processes (identity.proto).

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/ed25519.h"
#include "platform/auth/expiring_cache.h"
#include "steward/identity/v1/identity.pb.h"

namespace steward::auth {

// Put before the identity that is signed, so that a signature made for anything else never fits.
inline constexpr absl::string_view kIdentityPrefix = "steward-identity-v1\n";

// Thread-safe.
class IdentitySigner {
 public:
  IdentitySigner(std::string key_id, PrivateKey key);

  // A serialized SignedIdentity. `identity` is signed as it is.
  std::string Sign(const identity::v1::Identity& identity) const;

 private:
  const std::string key_id_;
  const PrivateKey key_;
};

// Identities that are valid for 60 s and reused for 30 s. Thread-safe; holds a bounded number.
class CachedSigner {
 public:
  CachedSigner(std::string key_id, PrivateKey key);

  // The serialized SignedIdentity of `identity`, whose times are set here.
  std::shared_ptr<const std::string> Get(const identity::v1::Identity& identity, absl::Time now);

 private:
  const IdentitySigner signer_;
  ExpiringCache<std::shared_ptr<const std::string>> cache_;
};

}  // namespace steward::auth

#pragma once

// JWK sets (RFC 7517) as issuers publish them.

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/issuer_key.h"

namespace steward::auth {

constexpr size_t kJwkSetBytesMax = 64 * 1024;

// Cheap to copy; keys are shared. A const one is thread-safe.
class JwkSet {
 public:
  using Key = std::shared_ptr<const IssuerKey>;

  // The key with that name (never empty) and type, or null. Without a name: the only key there is.
  Key Find(const std::string* kid, KeyType type) const;
  size_t size() const { return keys_.size(); }

  // Takes the object of `before` for every key that is in both under the same name: who holds a
  // weak pointer to a key learns when it is gone, and only then.
  void Keep(const JwkSet& before);

  // False when there is one of that name and type. `kid` is empty for a key without a name.
  bool Add(const std::string& kid, IssuerKey key);

 private:
  // Names are unique for each type only (RFC 7517 §4.5).
  std::map<std::pair<std::string, KeyType>, Key> keys_;
};

// Tolerant where RFC 7517 says so: passes over members it does not know and keys that cannot verify
// tokens here (other types, curves, uses and algorithms; an RSA modulus below 2048 bits; a kid that
// is not [A-Za-z0-9._-]{1,128}, or none beside other keys). Refuses a set that is larger than 64
// KiB, is not JSON or has a member twice, has more than 50 keys, holds private or symmetric keys,
// gives two keys of one type the same name, or has nothing left to verify with. Errors are clauses
// for operators: "has more than 50 keys".
absl::StatusOr<JwkSet> ParseJwkSet(absl::string_view json);
// Of a file.
absl::StatusOr<JwkSet> LoadJwkSet(const std::string& path);

}  // namespace steward::auth

#pragma once

// Public keys of issuers and the signatures of tokens that they verify (RFC 7518 §3, RFC 8037
// §3.1), by OpenSSL. Thread-safe. Errors are clauses for operators; they hold no key material.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

struct evp_pkey_st;

namespace steward::auth {

enum class KeyType { kRsa, kP256, kEd25519 };

// RSASSA-PKCS1-v1_5, RSASSA-PSS and ECDSA on P-256, each with SHA-256, and Ed25519.
enum class Algorithm { kRs256, kPs256, kEs256, kEdDsa };

// By its name in tokens, exactly: "RS256", "PS256", "ES256" or "EdDSA".
absl::optional<Algorithm> FindAlgorithm(absl::string_view name);
// Type of the keys that it takes.
KeyType TypeOf(Algorithm algorithm);

class IssuerKey {
 public:
  // From big-endian numbers: a modulus of 2048 to 8192 bits, an odd exponent of 65537 to 2^32.
  static absl::StatusOr<IssuerKey> Rsa(absl::string_view modulus, absl::string_view exponent);
  // From the coordinates of a point on the curve, 32 bytes each.
  static absl::StatusOr<IssuerKey> P256(absl::string_view x, absl::string_view y);
  // From 32 bytes.
  static absl::StatusOr<IssuerKey> Ed25519(absl::string_view x);

  KeyType type() const { return type_; }

  // From now on, verifies signatures of this algorithm only.
  void Restrict(Algorithm algorithm) { only_ = algorithm; }

  // True if `signature` is that of `message`, by an algorithm that this key takes. A signature has
  // one spelling: as long as the modulus for RSA, r and s of 32 bytes each for ES256, 64 bytes for
  // EdDSA.
  bool Verify(Algorithm algorithm, absl::string_view message, absl::string_view signature) const;

  // Whether both verify the same signatures.
  bool operator==(const IssuerKey& other) const;

 private:
  IssuerKey(KeyType type, std::shared_ptr<evp_pkey_st> key) : type_(type), key_(std::move(key)) {}

  KeyType type_;
  absl::optional<Algorithm> only_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace steward::auth

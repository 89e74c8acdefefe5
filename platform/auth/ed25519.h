#pragma once

// Ed25519 signatures (RFC 8032, pure) by OpenSSL. Keys are cheap to copy and thread-safe.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_pkey_st;

namespace steward::auth {

class PublicKey {
 public:
  // From its 32 bytes.
  static absl::StatusOr<PublicKey> FromBytes(absl::string_view bytes);

  // True if `signature` (64 bytes) is that of `message`.
  bool Verify(absl::string_view message, absl::string_view signature) const;

  std::string bytes() const;

 private:
  explicit PublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

  std::shared_ptr<evp_pkey_st> key_;
};

class PrivateKey {
 public:
  static PrivateKey Generate();
  // From the 32 bytes that RFC 8032 calls the private key.
  static absl::StatusOr<PrivateKey> FromBytes(absl::string_view bytes);
  // From an unencrypted PKCS#8 PEM document that holds an Ed25519 key.
  static absl::StatusOr<PrivateKey> FromPem(absl::string_view pem);

  // The 64 bytes of the signature.
  std::string Sign(absl::string_view message) const;

  PublicKey public_key() const;
  std::string ToPem() const;

 private:
  explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace steward::auth

#pragma once

// Who is calling, and what services are told about it.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/identity_signer.h"
#include "platform/auth/token.h"

namespace steward::gateway {

// Tenant, subject ("users/alice") and roles.
using Principal = auth::AccessToken;

// Thread-safe.
class Access {
 public:
  // `key` signs the identities that services trust under the name `key_id`.
  Access(std::vector<auth::TokenIssuer> issuers, std::string key_id, auth::PrivateKey key);

  // The principal that an Authorization value stands for (RFC 6750 §2.1, the scheme in any case).
  // UNAUTHENTICATED when it is empty, INVALID_TOKEN for every other fault. Never waits.
  absl::StatusOr<std::shared_ptr<const Principal>> Authenticate(absl::string_view header);
  // Serialized SignedIdentity that `service` accepts.
  std::shared_ptr<const std::string> Identity(const Principal& principal,
                                              absl::string_view service);
  // Whether the keys of an issuer are there: before, nobody can be authenticated.
  bool Ready() const { return verifier_.Ready(); }
  // Whether a role of the principal grants the permission.
  bool Allowed(const Principal& principal, absl::string_view permission) const;

 private:
  auth::TokenVerifier verifier_;
  auth::CachedSigner signer_;
};

}  // namespace steward::gateway

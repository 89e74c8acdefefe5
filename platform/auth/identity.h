#pragma once

// Verifies the internal identity of a call (identity.proto).

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/expiring_cache.h"
#include "platform/auth/keys.h"
#include "steward/identity/v1/identity.pb.h"

namespace steward::auth {

// Whether the call was made without a credential.
bool IsAnonymous(const identity::v1::Identity& identity);

// Thread-safe.
class IdentityVerifier {
 public:
  // `audience` is the name of this service, such as "ticket".
  IdentityVerifier(std::string audience, KeySet trusted_keys);

  // The identity in a serialized SignedIdentity, or errors::InvalidToken(). It is
  //   signed by a trusted key whose "subjects" allow its subject,
  //   for this audience,
  //   issued at most 5 s in the future, not expired, and valid for 5 minutes at most,
  //   of a well-formed subject and tenant; only a service may have no tenant, or
  //   of nobody (kAnonymous), signed by a key that may name any subject, and has nothing else.
  // What was verified once is remembered by its SHA-256 until it expires.
  absl::StatusOr<std::shared_ptr<const identity::v1::Identity>> Verify(
      absl::string_view signed_identity, absl::Time now);

 private:
  absl::StatusOr<identity::v1::Identity> Check(absl::string_view signed_identity,
                                               absl::Time now) const;
  absl::Status CheckClaims(const identity::v1::Identity& identity, absl::string_view subjects,
                           absl::Time now) const;

  const std::string audience_;
  const KeySet trusted_keys_;
  ExpiringCache<std::shared_ptr<const identity::v1::Identity>> cache_;
};

}  // namespace steward::auth

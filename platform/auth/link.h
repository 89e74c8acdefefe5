#pragma once

// Links that let whoever has them do one thing (link.proto): signed by the service that hands them
// out, and verified by the one that does what they are for. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/keys.h"
#include "steward/identity/v1/link.pb.h"

namespace steward::auth {

// Put before the link that is signed, so that a signature made for anything else never fits.
inline constexpr absl::string_view kLinkPrefix = "steward-link-v1\n";
// How long a link counts at most.
inline constexpr absl::Duration kLinkLifetimeMax = absl::Hours(14 * 24);

class LinkSigner {
 public:
  LinkSigner(std::string key_id, PrivateKey key) : key_id_(std::move(key_id)), key_(std::move(key)) {}

  // The token of a link, which is signed as it is: base64url, about 250 characters.
  std::string Sign(const identity::v1::Link& link) const;

 private:
  const std::string key_id_;
  const PrivateKey key_;
};

class LinkVerifier {
 public:
  // Takes links for `audience`, such as "change-approval", that were signed by a key which may
  // name no other subject than `issuer`, such as "services/notification".
  LinkVerifier(std::string audience, std::string issuer, KeySet trusted_keys);

  // The link in a token. INVALID_LINK for everything else: a text that Sign does not make, another
  // key, audience or purpose, an ill-formed tenant or user, and a time that has come or is more
  // than kLinkLifetimeMax (and 5 s for the clocks) ahead.
  absl::StatusOr<identity::v1::Link> Verify(absl::string_view token, absl::string_view purpose,
                                            absl::Time now) const;

 private:
  const std::string audience_, issuer_;
  const KeySet trusted_keys_;
};

}  // namespace steward::auth

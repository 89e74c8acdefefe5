#pragma once

// Where something stands in each service, as one opaque text: sealed with a key, so that it stays
// hidden, comes back as it was, and counts only where it was made for.

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "platform/crypto/seal.h"

namespace steward::gateway {

// Service to an encoded message.
using Places = std::map<std::string, std::string>;

// Immutable, hence thread-safe.
class SealedPlaces {
 public:
  // `secret`: at least 32 bytes, the same in all replicas of the gateway and after a restart.
  // `purpose` keeps texts of different kinds apart, `key_id` names the key in them.
  static absl::StatusOr<SealedPlaces> Create(absl::string_view secret, absl::string_view purpose,
                                             const std::string& key_id);

  // `scope` says whose it is, and for what.
  std::string Encode(const Places& places, absl::string_view scope) const;
  // Nothing for anything that Encode did not make for this scope, or that is longer than
  // `size_max`.
  absl::optional<Places> Decode(absl::string_view text, absl::string_view scope,
                                size_t size_max) const;

 private:
  explicit SealedPlaces(crypto::Sealer sealer) : sealer_(std::move(sealer)) {}
  crypto::Sealer sealer_;
};

}  // namespace steward::gateway

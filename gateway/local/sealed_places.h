#pragma once

// Where something stands in each service, as one opaque text: sealed with a key, so that it stays
// hidden, comes back as it was, and counts only where it was made for.

#include <map>
#include <string>
#include <vector>

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
  // `secrets`, each of at least 32 bytes: the first seals, and what any of them sealed is opened,
  // so that they can be replaced one after the other. `purpose` keeps texts of different kinds
  // apart, `key_id` names the purpose in them.
  static absl::StatusOr<SealedPlaces> Create(const std::vector<std::string>& secrets,
                                             absl::string_view purpose, const std::string& key_id);

  // `scope` says whose it is, and for what.
  std::string Encode(const Places& places, absl::string_view scope) const;
  // Nothing for anything that Encode did not make for this scope, or that is longer than
  // `size_max`.
  absl::optional<Places> Decode(absl::string_view text, absl::string_view scope,
                                size_t size_max) const;

 private:
  explicit SealedPlaces(std::vector<crypto::Sealer> sealers) : sealers_(std::move(sealers)) {}
  absl::optional<std::string> Open(absl::string_view sealed, absl::string_view scope) const;

  // At least one.
  std::vector<crypto::Sealer> sealers_;
};

}  // namespace steward::gateway

#pragma once

// Where a page of the audit trail ended, in each service, as one opaque text. Sealed with a key:
// positions tell how busy an installation is, and places in a chain must come back as they were.

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/crypto/seal.h"

namespace steward::gateway {

// Service to an encoded message.
using Places = std::map<std::string, std::string>;

// Immutable, hence thread-safe.
class AuditPageTokens {
 public:
  // `secret`: at least 32 bytes, the same in all replicas of the gateway and after a restart.
  static absl::StatusOr<AuditPageTokens> Create(absl::string_view secret);

  // `scope` says which list of whom it continues.
  std::string Encode(const Places& places, absl::string_view scope) const;
  // INVALID_PAGE_TOKEN for anything that Encode did not make for this scope.
  absl::StatusOr<Places> Decode(absl::string_view token, absl::string_view scope) const;

 private:
  explicit AuditPageTokens(crypto::Sealer sealer) : sealer_(std::move(sealer)) {}
  crypto::Sealer sealer_;
};

}  // namespace steward::gateway

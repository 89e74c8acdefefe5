#pragma once

// What requests over REST have to show of who sends them.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/auth/ed25519.h"
#include "tests/performance/load/options.h"

namespace steward::bench {

// Not thread-safe.
class Credentials {
 public:
  // INVALID_ARGUMENT, or what is wrong with a file, when the options do not give one for each
  // tenant.
  static absl::StatusOr<Credentials> Open(const Options& options);

  // The header fields of the next request in a tenant.
  std::string HeadersOf(int tenant) const;

 private:
  std::vector<std::string> tokens_;
  // Signs a token for each request.
  std::vector<auth::PrivateKey> issuer_key_;
  std::string issuer_, more_;
};

}  // namespace steward::bench

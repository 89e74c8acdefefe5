#pragma once

// Where a client is when it comes through proxies: X-Forwarded-For says it, and whoever is trusted
// to write it may be believed. Immutable, hence thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/network.h"

namespace steward::gateway {

class TrustedProxies {
 public:
  TrustedProxies() = default;
  // Addresses and networks. INVALID_ARGUMENT with a clause for operators.
  static absl::StatusOr<TrustedProxies> Parse(const std::vector<std::string>& networks);

  bool empty() const { return networks_.empty(); }
  // Whether this address is one of theirs.
  bool Trusts(absl::string_view address) const;
  // The address of the client of a connection from `peer`: the last address of `forwarded`, the
  // values of X-Forwarded-For in their order, that is not a proxy's. The peer's own where it is not
  // trusted; that of the proxy before it where something else than an address is in the way.
  std::string ClientOf(const std::string& peer, absl::string_view forwarded) const;

 private:
  std::vector<auth::Network> networks_;
};

}  // namespace steward::gateway

#include "gateway/access/trusted_proxies.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace steward::gateway {

absl::StatusOr<TrustedProxies> TrustedProxies::Parse(const std::vector<std::string>& networks) {
  TrustedProxies proxies;
  for (const std::string& text : networks) {
    const auto network = auth::ParseNetwork(text);
    if (!network) return absl::InvalidArgumentError("has what is no address or network (CIDR)");
    proxies.networks_.push_back(*network);
  }
  return proxies;
}

bool TrustedProxies::Trusts(absl::string_view address) const {
  const auto parsed = auth::ParseIpAddress(address);
  return parsed && std::any_of(networks_.begin(), networks_.end(), [&](const auto& network) {
           return auth::Contains(network, *parsed);
         });
}

std::string TrustedProxies::ClientOf(const std::string& peer, absl::string_view forwarded) const {
  if (!Trusts(peer)) return peer;
  std::string client = peer;
  const std::vector<absl::string_view> hops = absl::StrSplit(forwarded, ',');
  for (auto hop = hops.rbegin(); hop != hops.rend() && Trusts(client); ++hop) {
    const auto address = auth::ParseIpAddress(absl::StripAsciiWhitespace(*hop));
    if (!address) break;
    client = auth::FormatIpAddress(*address);
  }
  return client;
}

}  // namespace steward::gateway

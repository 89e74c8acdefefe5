#include "gateway/access/transport.h"

#include "platform/auth/network.h"

namespace steward::gateway {
namespace {

bool IsLoopback(absl::string_view text) {
  static const auth::Network kV4 = *auth::ParseNetwork("127.0.0.0/8");
  static const auth::Network kV6 = *auth::ParseNetwork("::1/128");
  const auto address = auth::ParseIpAddress(text);
  return address && (Contains(kV4, *address) || Contains(kV6, *address));
}

}  // namespace

bool IsPrivate(const Transport& transport, const TrustedProxies& proxies) {
  if (proxies.Trusts(transport.peer)) return transport.forwarded_proto == "https";
  return transport.secure || IsLoopback(transport.peer);
}

}  // namespace steward::gateway

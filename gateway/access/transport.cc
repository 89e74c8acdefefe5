#include "gateway/access/transport.h"

#include "platform/auth/network.h"

namespace steward::gateway {

bool IsPrivate(const Transport& transport, const TrustedProxies& proxies) {
  if (proxies.Trusts(transport.peer)) return transport.forwarded_proto == "https";
  return transport.secure || auth::IsLoopback(transport.peer);
}

}  // namespace steward::gateway

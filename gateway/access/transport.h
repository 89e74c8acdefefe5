#pragma once

// Whether others can read what a client sends on its way. Pure functions.

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/access/trusted_proxies.h"

namespace steward::gateway {

// What a request came by.
struct Transport {
  // Whether the connection is TLS.
  bool secure = false;
  // Who connected: an address without port.
  std::string peer;
  // X-Forwarded-Proto.
  std::string forwarded_proto;
};

// Behind a trusted proxy that is for the proxy to say: "https". Else the connection is TLS, or does
// not leave this machine.
bool IsPrivate(const Transport& transport, const TrustedProxies& proxies);

}  // namespace steward::gateway

#pragma once

// Who sends a request, as the gateway found out; nothing of it is what the client claims.

#include <memory>
#include <string>

#include "gateway/access/principal.h"

namespace steward::gateway {

struct Sender {
  // Null until it is known.
  std::shared_ptr<const Principal> principal;
  // Of the client, without port.
  std::string client_address;
  // The credential that made the principal that.
  std::string authorization;
  // The tenant that was asked for with it; empty for its own.
  std::string tenant;
  std::string request_id;
  std::string trace_parent;
};

}  // namespace steward::gateway

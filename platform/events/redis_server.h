#pragma once

// Where Redis is and who one is there.

#include <string>

namespace steward::events {

struct RedisServer {
  // "host:port" or "unix:/path".
  std::string address;
  // Empty: the user "default".
  std::string user = {};
  // Empty: none is asked for.
  std::string password = {};
};

}  // namespace steward::events

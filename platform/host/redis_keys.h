#pragma once

// The configuration keys of Redis, which are the same in all processes.

#include <string>

#include "absl/status/statusor.h"
#include "platform/config/config.h"
#include "platform/events/redis_server.h"

namespace steward::host {

// Declares the keys; the values are there after Config::Load.
class RedisKeys {
 public:
  enum class Need { kOptional, kRequired };
  RedisKeys(config::Config& config, Need need);

  // False: the process goes without.
  bool is_set() const { return !address_.empty(); }
  // Reads the file of the password. INVALID_ARGUMENT for one that cannot be read, is open to others
  // or empty, and for a user without password.
  absl::StatusOr<events::RedisServer> Open() const;
  const std::string& prefix() const { return prefix_; }

 private:
  const std::string &address_, &user_, &password_, &prefix_;
};

}  // namespace steward::host

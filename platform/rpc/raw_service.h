#pragma once

// Methods by path, bytes in and bytes out. Inside platform/rpc only.

#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "platform/rpc/incoming.h"
#include "platform/rpc/message_source.h"

namespace steward::rpc {

// Of one kind or the other. Both run on a fiber of the lane that the call came to.
struct RawMethod {
  std::function<Outcome(const Incoming&, absl::string_view request)> serve;
  // For a method whose callers stream their messages.
  std::function<Outcome(const Incoming&, MessageSource& messages)> serve_stream;
};

// Keys are paths, such as "/grpc.health.v1.Health/Check".
using RawService = absl::flat_hash_map<std::string, RawMethod>;

}  // namespace steward::rpc

#pragma once

// Connecting hiredis (0.14) with time limits.

#include <hiredis/hiredis.h>

#include <memory>

#include "platform/events/redis_server.h"

namespace steward::events {

struct FreeRedis {
  void operator()(redisContext* context) const { redisFree(context); }
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using RedisConnection = std::unique_ptr<redisContext, FreeRedis>;
using RedisReply = std::unique_ptr<redisReply, FreeRedis>;

// Null when Redis cannot be reached in time or does not know the user. Reads and writes then fail
// after `io_timeout_ms`.
RedisConnection ConnectRedis(const RedisServer& server, int io_timeout_ms,
                             int connect_timeout_ms = 2000);

}  // namespace steward::events

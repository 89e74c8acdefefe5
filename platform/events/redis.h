#pragma once

// Connecting hiredis (0.14), and reading from it, with limits of time and size: whoever listens
// where Redis should may say anything.

#include <hiredis/hiredis.h>

#include <memory>

#include "absl/time/time.h"
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

// Sends what was appended and reads the next answer. REDIS_ERR as redisGetReply has it, and for
// what no command of ours is answered with: more than 1 MiB, more than 64 elements, arrays within
// arrays, and what goes on after `deadline`. The connection is of no use then, but for a read that
// only timed out (`err` is REDIS_ERR_IO).
int ReadReply(redisContext& redis, absl::Time deadline, RedisReply* reply);

}  // namespace steward::events

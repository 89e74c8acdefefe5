#include "platform/events/redis.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "platform/observe/log.h"

namespace steward::events {

namespace {

const std::string kDefaultUser = "default";

timeval Milliseconds(int count) { return {count / 1000, (count % 1000) * 1000}; }

bool Authenticate(redisContext* context, const RedisServer& server) {
  if (server.password.empty()) return true;
  const std::string& user = server.user.empty() ? kDefaultUser : server.user;
  const RedisReply reply(
      static_cast<redisReply*>(redisCommand(context, "AUTH %b %b", user.data(), user.size(),
                                            server.password.data(), server.password.size())));
  if (reply != nullptr && reply->type == REDIS_REPLY_STATUS) return true;
  if (reply != nullptr)
    observe::Log(observe::Level::kWarning, "Redis does not accept redis_user and redis_password");
  return false;
}

}  // namespace

RedisConnection ConnectRedis(const RedisServer& server, int io_timeout_ms, int connect_timeout_ms) {
  const std::string& address = server.address;
  const timeval connect_timeout = Milliseconds(connect_timeout_ms);
  RedisConnection context;
  if (absl::StartsWith(address, "unix:")) {
    context.reset(redisConnectUnixWithTimeout(address.substr(5).c_str(), connect_timeout));
  } else {
    std::pair<std::string, std::string> parts = absl::StrSplit(address, absl::MaxSplits(':', 1));
    int port = 6379;
    if (!parts.second.empty() && !absl::SimpleAtoi(parts.second, &port)) return nullptr;
    context.reset(redisConnectWithTimeout(parts.first.c_str(), port, connect_timeout));
  }
  if (context == nullptr || context->err != 0) return nullptr;
  // A peer that sends endless answers is not one of ours.
  context->reader->maxbuf = 64 * 1024;
  redisSetTimeout(context.get(), Milliseconds(io_timeout_ms));
  if (!Authenticate(context.get(), server)) return nullptr;
  return context;
}

}  // namespace steward::events

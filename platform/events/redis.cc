#include "platform/events/redis.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "platform/observe/log.h"

namespace steward::events {

namespace {

const std::string kDefaultUser = "default";
constexpr size_t kReplyBytesMax = 1 << 20;
constexpr int kElementsMax = 64;

timeval Milliseconds(int count) { return {count / 1000, (count % 1000) * 1000}; }

// hiredis makes room for as many elements as a peer announces. Without an array the reader fails.
redisReplyObjectFunctions* BoundedFunctions(const redisReplyObjectFunctions& own) {
  static const auto create_array = own.createArray;
  static redisReplyObjectFunctions bounded = [&own] {
    redisReplyObjectFunctions functions = own;
    functions.createArray = [](const redisReadTask* task, int elements) -> void* {
      const bool is_ours = elements <= kElementsMax && task->parent == nullptr;
      return is_ours ? create_array(task, elements) : nullptr;
    };
    return functions;
  }();
  return &bounded;
}

bool Authenticate(redisContext* context, const RedisServer& server, absl::Time deadline) {
  if (server.password.empty()) return true;
  const std::string& user = server.user.empty() ? kDefaultUser : server.user;
  RedisReply reply;
  if (redisAppendCommand(context, "AUTH %b %b", user.data(), user.size(), server.password.data(),
                         server.password.size()) != REDIS_OK ||
      ReadReply(*context, deadline, &reply) != REDIS_OK)
    return false;
  if (reply->type == REDIS_REPLY_STATUS) return true;
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
  context->reader->fn = BoundedFunctions(*context->reader->fn);
  redisSetTimeout(context.get(), Milliseconds(io_timeout_ms));
  const absl::Time deadline = absl::Now() + absl::Milliseconds(io_timeout_ms);
  if (!Authenticate(context.get(), server, deadline)) return nullptr;
  return context;
}

// As redisGetReply, which knows no limits.
int ReadReply(redisContext& redis, absl::Time deadline, RedisReply* reply) {
  void* raw = nullptr;
  int sent = 0;
  while (redisGetReplyFromReader(&redis, &raw) == REDIS_OK) {
    reply->reset(static_cast<redisReply*>(raw));
    if (raw != nullptr) return REDIS_OK;
    while (sent == 0)
      if (redisBufferWrite(&redis, &sent) != REDIS_OK) return REDIS_ERR;
    const bool is_ours = redis.reader->len - redis.reader->pos <= kReplyBytesMax;
    if (!is_ours || absl::Now() >= deadline) return REDIS_ERR;
    if (redisBufferRead(&redis) != REDIS_OK) return REDIS_ERR;
  }
  return REDIS_ERR;
}

}  // namespace steward::events

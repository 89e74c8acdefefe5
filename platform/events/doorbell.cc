#include "platform/events/doorbell.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "platform/events/redis.h"
#include "platform/journal/shard.h"
#include "platform/observe/log.h"

namespace steward::events {
namespace {

constexpr int kIoTimeoutMs = 1000;
constexpr absl::Duration kIoTimeout = absl::Milliseconds(kIoTimeoutMs);
constexpr absl::Duration kHeartbeat = absl::Seconds(1);
// A publisher rings each second, so three silent seconds mean that the connection is dead.
constexpr absl::Duration kSilenceMax = absl::Seconds(3);

std::string ChannelOf(const std::string& prefix) { return absl::StrCat(prefix, ":doorbell"); }

bool Publish(redisContext* redis, const std::string& channel, const std::string& service,
             const std::map<int, journal::Head>& heads) {
  for (const auto& [shard, head] : heads) {
    std::string text = absl::StrCat(service, " ", shard, " ", head.epoch, " ", head.offset);
    if (redisAppendCommand(redis, "PUBLISH %b %b", channel.data(), channel.size(), text.data(),
                           text.size()) != REDIS_OK)
      return false;
  }
  const absl::Time deadline = absl::Now() + kIoTimeout;
  for (size_t i = 0; i < heads.size(); ++i) {
    RedisReply reply;
    if (ReadReply(*redis, deadline, &reply) != REDIS_OK || reply->type == REDIS_REPLY_ERROR)
      return false;
  }
  return true;
}

// "ticket 3 1 42"; anything else is ignored: whoever can write to Redis may say anything.
bool ParseRing(absl::string_view text, DoorbellListener::Ring* ring) {
  std::vector<absl::string_view> parts = absl::StrSplit(text, ' ');
  if (parts.size() != 4) return false;
  ring->service = std::string(parts[0]);
  return absl::SimpleAtoi(parts[1], &ring->shard) && absl::SimpleAtoi(parts[2], &ring->epoch) &&
         absl::SimpleAtoi(parts[3], &ring->offset) && ring->shard >= 0 &&
         ring->shard < journal::kShards;
}

}  // namespace

DoorbellPublisher::DoorbellPublisher(RedisServer redis, std::string prefix, std::string service)
    : redis_(std::move(redis)),
      channel_(ChannelOf(prefix)),
      service_(std::move(service)),
      thread_([this] { Loop(); }) {}

DoorbellPublisher::~DoorbellPublisher() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  rung_.notify_one();
  thread_.join();
}

void DoorbellPublisher::Ring(const std::vector<journal::Head>& heads) {
  {
    std::lock_guard lock(mutex_);
    for (const journal::Head& head : heads) heads_[head.shard] = fresh_[head.shard] = head;
  }
  rung_.notify_one();
}

bool DoorbellPublisher::Await(absl::Time beat, Heads* heads) {
  std::unique_lock lock(mutex_);
  rung_.wait_until(lock, absl::ToChronoTime(beat), [&] { return stopping_ || !fresh_.empty(); });
  *heads = absl::Now() < beat ? fresh_ : heads_;
  fresh_.clear();
  return !stopping_;
}

void DoorbellPublisher::Loop() {
  RedisConnection redis;
  Heads heads;
  absl::Time beat = absl::Now() + kHeartbeat;
  while (Await(beat, &heads)) {
    const absl::Time now = absl::Now();
    if (now >= beat) beat = now + kHeartbeat;
    // A head of nothing still tells listeners that the line is alive.
    if (heads.empty()) heads[0] = {0, 0, 0};
    if (redis == nullptr) redis = ConnectRedis(redis_, kIoTimeoutMs);
    if (redis != nullptr && !Publish(redis.get(), channel_, service_, heads)) redis.reset();
  }
}

DoorbellListener::DoorbellListener(RedisServer redis, std::string prefix,
                                   std::function<void(const Ring&)> on_ring,
                                   std::function<void()> on_connect)
    : redis_(std::move(redis)),
      channel_(ChannelOf(prefix)),
      on_ring_(std::move(on_ring)),
      on_connect_(std::move(on_connect)),
      thread_([this] { Loop(); }) {}

DoorbellListener::~DoorbellListener() {
  stopping_ = true;
  thread_.join();
}

void DoorbellListener::Loop() {
  while (!stopping_) {
    Listen();
    if (connected_.exchange(false) && !stopping_)
      observe::Log(observe::Level::kWarning, "Redis is out of reach; events are polled", {});
    for (int i = 0; i < 5 && !stopping_; ++i) absl::SleepFor(absl::Milliseconds(100));
  }
}

void DoorbellListener::Listen() {
  // Short read timeouts, so that stopping and silence are noticed.
  RedisConnection redis = ConnectRedis(redis_, 200);
  if (redis == nullptr) return;
  RedisReply reply;
  if (redisAppendCommand(redis.get(), "SUBSCRIBE %b", channel_.data(), channel_.size()) !=
          REDIS_OK ||
      ReadReply(*redis, absl::Now() + kIoTimeout, &reply) != REDIS_OK ||
      reply->type != REDIS_REPLY_ARRAY)
    return;
  connected_ = true;
  // Subscribed first, caught up second: what happens from here on rings.
  on_connect_();
  absl::Time heard = absl::Now();
  while (!stopping_ && absl::Now() - heard < kSilenceMax) {
    if (ReadReply(*redis, absl::Now() + kIoTimeout, &reply) != REDIS_OK) {
      bool timed_out = redis->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK);
      if (!timed_out) return;
      redis->err = 0;
      redis->errstr[0] = '\0';
      continue;
    }
    heard = absl::Now();
    Ring ring;
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 3 &&
        reply->element[2]->type == REDIS_REPLY_STRING &&
        ParseRing({reply->element[2]->str, reply->element[2]->len}, &ring))
      on_ring_(ring);
  }
}

}  // namespace steward::events

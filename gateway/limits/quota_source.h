#pragma once

// Where limits are counted for all gateways: in Redis, by one script for each taking. While Redis
// cannot be reached this gateway counts its part of the limit itself: never without a limit, and
// never closed. Thread-safe. The process ignores SIGPIPE.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "gateway/limits/rate_limits.h"
#include "platform/events/redis.h"

namespace steward::gateway {

struct QuotaOptions {
  // Without an address this gateway counts alone.
  events::RedisServer redis;
  std::string redis_prefix = "steward";
  // Gateways among which a limit is divided while Redis is away.
  int64_t replicas = 1;
};

// Whose requests are counted together, and what they may be.
struct Account {
  std::string tenant, subject;
  // One that has limits.
  RateClass rate_class = RateClass::kRead;
  Limits limits;
};

// How many of the requests asked for may be sent, and what is left after them.
struct Grant {
  int64_t requests = 0;
  Left caller, tenant;
  // Until one more is let through.
  absl::Duration wait() const { return std::max(caller.wait, tenant.wait); }
};

class QuotaSource {
 public:
  // Runs on the source's thread.
  using Done = std::function<void(const Grant&)>;

  explicit QuotaSource(QuotaOptions options);
  ~QuotaSource();

  // Takes up to `wanted` requests of a caller; with 0, only looks. Answers within some 40 ms,
  // whatever Redis and the resolver of names do; nothing after the destructor began.
  void Take(Account account, int64_t wanted, Done done);

 private:
  struct Attempt;
  struct Taking {
    Account account;
    int64_t wanted;
    Done done;
  };

  void Run();
  std::vector<Grant> Answer(const std::vector<Taking>& takings);
  bool Connect();
  // False when Redis did not answer all; then nothing of the grants counts.
  bool AskRedis(const std::vector<Taking>& takings, std::vector<Grant>* grants);
  bool Send(const Taking& taking);
  Grant TakeAlone(const Taking& taking, absl::Time now);
  void Forget(absl::Time now);

  const QuotaOptions options_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::vector<Taking> takings_;
  bool stopping_ = false;
  // Of the thread.
  events::RedisConnection redis_;
  // Of one that is still under way.
  std::shared_ptr<Attempt> attempt_;
  bool reachable_ = true;
  absl::Time next_try_ = absl::InfinitePast();
  absl::Time next_sweep_ = absl::InfinitePast();
  absl::flat_hash_map<std::string, absl::Time> arrivals_;
  std::thread thread_;
};

}  // namespace steward::gateway

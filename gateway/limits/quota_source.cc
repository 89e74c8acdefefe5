#include "gateway/limits/quota_source.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/limits/quota_script.h"
#include "platform/observe/log.h"

namespace steward::gateway {
namespace {

// A request that waits for Redis waits no longer than this, twice: to connect and to be answered.
constexpr int kRedisTimeoutMs = 20;
constexpr absl::Duration kRetry = absl::Seconds(1);
constexpr absl::Duration kSweep = absl::Minutes(1);
constexpr size_t kAnswerSize = 7;

Limit PartOf(Limit limit, int64_t replicas) {
  if (limit.requests > 0) limit.requests = std::max<int64_t>(limit.requests / replicas, 1);
  return limit;
}

// Names may hold anything: what they are made of must not reach into others' keys. The braces keep
// both keys of a tenant on one node of a cluster.
std::string KeyOf(absl::string_view prefix, const Account& account, absl::string_view subject) {
  return absl::StrCat(prefix, ":limit:{", absl::WebSafeBase64Escape(account.tenant),
                      "}:", NameOf(account.rate_class), subject.empty() ? "" : ":",
                      absl::WebSafeBase64Escape(subject));
}

Left LeftIn(const redisReply& reply, size_t first) {
  Left left;
  left.requests = reply.element[first]->integer;
  left.reset = absl::Microseconds(reply.element[first + 1]->integer);
  left.wait = absl::Microseconds(reply.element[first + 2]->integer);
  return left;
}

bool ReadGrant(const redisReply* reply, Grant* grant) {
  if (reply == nullptr || reply->type != REDIS_REPLY_ARRAY || reply->elements != kAnswerSize)
    return false;
  for (size_t i = 0; i < kAnswerSize; ++i)
    if (reply->element[i]->type != REDIS_REPLY_INTEGER) return false;
  grant->requests = reply->element[0]->integer;
  grant->caller = LeftIn(*reply, 1);
  grant->tenant = LeftIn(*reply, 4);
  return true;
}

}  // namespace

struct QuotaSource::Attempt {
  std::mutex mutex;
  std::condition_variable over;
  bool is_over = false;
  events::RedisConnection connection;
};

QuotaSource::QuotaSource(QuotaOptions options)
    : options_(std::move(options)), thread_([this] { Run(); }) {}

QuotaSource::~QuotaSource() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wanted_.notify_one();
  thread_.join();
}

void QuotaSource::Take(Account account, int64_t wanted, Done done) {
  {
    std::lock_guard lock(mutex_);
    takings_.push_back({std::move(account), wanted, std::move(done)});
  }
  wanted_.notify_one();
}

void QuotaSource::Run() {
  std::vector<Taking> takings;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [&] { return stopping_ || !takings_.empty(); });
      if (stopping_) return;
      takings.swap(takings_);
    }
    const std::vector<Grant> grants = Answer(takings);
    for (size_t i = 0; i < takings.size(); ++i) takings[i].done(grants[i]);
    takings.clear();
  }
}

std::vector<Grant> QuotaSource::Answer(const std::vector<Taking>& takings) {
  const absl::Time now = absl::Now();
  std::vector<Grant> grants(takings.size());
  const bool tries = !options_.redis.address.empty() &&
                     (redis_ != nullptr || attempt_ != nullptr || now >= next_try_);
  const bool answered = tries && Connect() && AskRedis(takings, &grants);
  if (tries && answered != reachable_) {
    reachable_ = answered;
    observe::Log(answered ? observe::Level::kInfo : observe::Level::kWarning,
                 answered ? "limits are counted in Redis"
                          : "Redis is out of reach; this gateway counts its part of the limits");
  }
  if (answered) return grants;
  if (tries && attempt_ == nullptr) next_try_ = absl::Now() + kRetry;
  redis_ = nullptr;
  if (now >= next_sweep_) Forget(now);
  for (size_t i = 0; i < takings.size(); ++i) grants[i] = TakeAlone(takings[i], now);
  return grants;
}

// A name may take seconds to be resolved, on a thread that nobody waits for.
bool QuotaSource::Connect() {
  if (redis_ != nullptr) return true;
  const bool is_new = attempt_ == nullptr;
  if (is_new) {
    attempt_ = std::make_shared<Attempt>();
    std::thread([attempt = attempt_, redis = options_.redis] {
      auto connection = events::ConnectRedis(redis, kRedisTimeoutMs, kRedisTimeoutMs);
      std::lock_guard lock(attempt->mutex);
      attempt->connection = std::move(connection);
      attempt->is_over = true;
      attempt->over.notify_one();
    }).detach();
  }
  const std::shared_ptr<Attempt> attempt = attempt_;
  std::unique_lock lock(attempt->mutex);
  const auto patience = std::chrono::milliseconds(is_new ? 2 * kRedisTimeoutMs : 0);
  if (!attempt->over.wait_for(lock, patience, [&] { return attempt->is_over; })) return false;
  redis_ = std::move(attempt->connection);
  attempt_ = nullptr;
  return redis_ != nullptr;
}

bool QuotaSource::AskRedis(const std::vector<Taking>& takings, std::vector<Grant>* grants) {
  for (const Taking& taking : takings)
    if (!Send(taking)) return false;
  const absl::Time deadline = absl::Now() + absl::Milliseconds(kRedisTimeoutMs);
  for (Grant& grant : *grants) {
    events::RedisReply reply;
    if (events::ReadReply(*redis_, deadline, &reply) != REDIS_OK) return false;
    // Redis that is full or read-only answers, with an error.
    if (!ReadGrant(reply.get(), &grant)) return false;
  }
  return true;
}

bool QuotaSource::Send(const Taking& taking) {
  const Limits& limits = taking.account.limits;
  const std::string words[] = {
      "EVAL",
      kQuotaScript,
      "2",
      KeyOf(options_.redis_prefix, taking.account, taking.account.subject),
      KeyOf(options_.redis_prefix, taking.account, ""),
      absl::StrCat(taking.wanted),
      absl::StrCat(limits.caller.requests),
      absl::StrCat(absl::ToInt64Microseconds(limits.caller.window)),
      absl::StrCat(limits.tenant.requests),
      absl::StrCat(absl::ToInt64Microseconds(limits.tenant.window)),
  };
  std::vector<const char*> texts;
  std::vector<size_t> sizes;
  for (const std::string& word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  return redisAppendCommandArgv(redis_.get(), static_cast<int>(texts.size()), texts.data(),
                                sizes.data()) == REDIS_OK;
}

Grant QuotaSource::TakeAlone(const Taking& taking, absl::Time now) {
  struct Counted {
    // The part of this gateway.
    Limit limit;
    std::string key;
    Left* left;
  };
  Grant grant;
  grant.requests = taking.wanted;
  const Account& account = taking.account;
  const std::string all = absl::StrCat(NameOf(account.rate_class), "/", account.tenant);
  const Counted counted[] = {
      {PartOf(account.limits.caller, options_.replicas), absl::StrCat(all, "/", account.subject),
       &grant.caller},
      {PartOf(account.limits.tenant, options_.replicas), all, &grant.tenant}};
  for (const Counted& each : counted)
    if (each.limit.requests > 0)
      grant.requests =
          std::min(grant.requests, LeftOf(each.limit, arrivals_[each.key], now).requests);
  for (const Counted& each : counted) {
    if (each.limit.requests == 0) continue;
    absl::Time& arrival = arrivals_[each.key];
    if (grant.requests > 0) arrival = AfterTaking(each.limit, grant.requests, arrival, now);
    *each.left = LeftOf(each.limit, arrival, now);
  }
  return grant;
}

void QuotaSource::Forget(absl::Time now) {
  next_sweep_ = now + kSweep;
  for (auto it = arrivals_.begin(); it != arrivals_.end();) {
    const auto here = it++;
    if (here->second <= now) arrivals_.erase(here);
  }
}

}  // namespace steward::gateway

#pragma once

// Redis pub/sub as a doorbell: "service shard epoch offset", no data. Whoever hears it asks the
// journal. Redis may lose everything at any time: a publisher rings again each second, and readers
// ask without a ring each few seconds.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/events/redis_server.h"
#include "platform/journal/journal.h"

namespace steward::events {

// Rings for one service. Ring never blocks; a thread publishes what is newest, and each second the
// heads of all shards that ever rang. Thread-safe.
class DoorbellPublisher {
 public:
  // `prefix` separates installations on one Redis.
  DoorbellPublisher(RedisServer redis, std::string prefix, std::string service);
  ~DoorbellPublisher();

  void Ring(const std::vector<journal::Head>& heads);

 private:
  using Heads = std::map<int, journal::Head>;

  void Loop();
  // Waits for heads to publish: the new ones, or all at `beat`. False when it is to stop.
  bool Await(absl::Time beat, Heads* heads);

  const RedisServer redis_;
  const std::string channel_, service_;
  std::mutex mutex_;
  std::condition_variable rung_;
  // All that rang, and those that were not published since.
  Heads heads_, fresh_;
  bool stopping_ = false;
  std::thread thread_;
};

// Hears the doorbells of all services.
class DoorbellListener {
 public:
  struct Ring {
    std::string service;
    int shard;
    int64_t epoch;
    int64_t offset;
  };
  // `on_ring` is called on the listener's thread. `on_connect` is called after each (re)connection,
  // when rings may have been missed: ask all journals then.
  DoorbellListener(RedisServer redis, std::string prefix, std::function<void(const Ring&)> on_ring,
                   std::function<void()> on_connect);
  ~DoorbellListener();

  // False while Redis cannot be reached; events then flow by asking only.
  bool connected() const { return connected_; }

 private:
  void Loop();
  void Listen();

  const RedisServer redis_;
  const std::string channel_;
  const std::function<void(const Ring&)> on_ring_;
  const std::function<void()> on_connect_;
  std::atomic<bool> connected_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace steward::events

#pragma once

// Wakes watchers when a doorbell rings. One board for each loop that has watchers; one hub for all.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "platform/caller/loop.h"

namespace steward::gateway {

// News of one shard of one service.
struct Ring {
  std::string service;
  int shard = 0;
  int64_t epoch = 0;
  int64_t offset = 0;
};

class BoardMember {
 public:
  virtual void OnRing(const Ring& ring) = 0;
  // Rings may have been missed.
  virtual void OnSilence() = 0;
  // End soon, but cleanly.
  virtual void OnDrain() = 0;

 protected:
  ~BoardMember() = default;
};

// Members join, leave and are told on the loop's thread; Post… may be called from any.
class Board {
 public:
  explicit Board(rpc::Loop& loop) : loop_(loop) {}
  rpc::Loop& loop() { return loop_; }
  void Join(BoardMember* member);
  void Leave(BoardMember* member);
  size_t size() const { return size_.load(std::memory_order_relaxed); }

  // Rings of one shard that arrive before the loop gets to them become one.
  void PostRing(const Ring& ring);
  void PostSilence();
  // Tells those who join later, too.
  void PostDrain();

 private:
  void Tell();
  template <class Function>
  void ForEach(Function function);

  rpc::Loop& loop_;
  absl::flat_hash_set<BoardMember*> members_;
  bool draining_ = false;
  std::atomic<size_t> size_{0};
  std::mutex mutex_;
  std::map<std::pair<std::string, int>, Ring> pending_;
};

}  // namespace steward::gateway

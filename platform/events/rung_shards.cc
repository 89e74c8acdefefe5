#include "platform/events/rung_shards.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace steward::events {

RungShards::RungShards(absl::Duration poll) : poll_(poll), next_poll_(absl::Now()) {}

void RungShards::Heard(int shard, Offset head) {
  {
    std::lock_guard lock(mutex_);
    Shard& heard = shards_[shard];
    heard.heard = std::max(heard.heard, head);
    if (!heard.IsRung() || absl::Now() < heard.rests_until) return;
  }
  changed_.notify_one();
}

void RungShards::Reached(int shard, Offset offset) {
  std::lock_guard lock(mutex_);
  shards_[shard].reached = offset;
}

void RungShards::Ring(int shard) {
  {
    std::lock_guard lock(mutex_);
    shards_[shard].wanted = true;
  }
  changed_.notify_one();
}

void RungShards::RingAll() {
  {
    std::lock_guard lock(mutex_);
    for (Shard& shard : shards_) shard.wanted = true;
  }
  changed_.notify_one();
}

void RungShards::Rest(int shard, absl::Duration time) {
  std::lock_guard lock(mutex_);
  shards_[shard].rests_until = absl::Now() + time;
}

void RungShards::RestAll(absl::Duration time) {
  std::lock_guard lock(mutex_);
  for (Shard& shard : shards_) {
    shard.wanted = true;
    shard.rests_until = absl::Now() + time;
  }
}

void RungShards::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

bool RungShards::stopped() const {
  std::lock_guard lock(mutex_);
  return stopped_;
}

// What was heard is forgotten with it: whoever can write to Redis may name an offset that is never
// reached.
std::vector<int> RungShards::TakeDue(absl::Time now) {
  std::vector<int> due;
  for (size_t i = 0; i < shards_.size(); ++i) {
    Shard& shard = shards_[i];
    if (now < shard.rests_until || !shard.IsRung()) continue;
    shard.wanted = false;
    shard.told = std::exchange(shard.heard, {});
    due.push_back(static_cast<int>(i));
  }
  return due;
}

bool RungShards::WasMisled(int shard) {
  std::lock_guard lock(mutex_);
  return std::exchange(shards_[shard].told, {}) > shards_[shard].reached;
}

absl::Time RungShards::NextDue() const {
  absl::Time next = next_poll_;
  for (const Shard& shard : shards_)
    if (shard.IsRung()) next = std::min(next, shard.rests_until);
  return next;
}

std::vector<int> RungShards::Await() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const absl::Time now = absl::Now();
    if (now >= next_poll_) {
      for (Shard& shard : shards_) shard.wanted = true;
      next_poll_ = now + poll_ * absl::Uniform(random_, 0.8, 1.2);
    }
    std::vector<int> due = TakeDue(now);
    if (!due.empty()) return due;
    changed_.wait_until(lock, absl::ToChronoTime(NextDue()));
  }
  return {};
}

bool RungShards::Pause(absl::Duration time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoNanoseconds(time), [&] { return stopped_; });
  return !stopped_;
}

}  // namespace steward::events

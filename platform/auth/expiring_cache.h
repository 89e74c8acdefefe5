#pragma once

// A bounded map whose entries die by age. Thread-safe; sharded, so that threads seldom meet.

#include <array>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace steward::auth {

// `Value` is cheap to copy, such as a shared_ptr. When a shard is full, the half that was not used
// for longest goes.
template <class Value>
class ExpiringCache {
 public:
  explicit ExpiringCache(size_t entries_max) : half_max_(entries_max / kShards / 2 + 1) {}

  // The value of `key`, unless it is missing or expired at `now`.
  absl::optional<Value> Find(absl::string_view key, absl::Time now) {
    Shard& shard = ShardOf(key);
    std::lock_guard lock(shard.mutex);
    if (auto at = shard.young.find(key); at != shard.young.end()) {
      if (at->second.expire_time > now) return at->second.value;
      shard.young.erase(at);
      return absl::nullopt;
    }
    auto at = shard.old.find(key);
    if (at == shard.old.end()) return absl::nullopt;
    Entry entry = std::move(at->second);
    shard.old.erase(at);
    if (entry.expire_time <= now) return absl::nullopt;
    Value value = entry.value;
    Put(shard, key, std::move(entry));
    return value;
  }

  void Insert(absl::string_view key, Value value, absl::Time expire_time) {
    Shard& shard = ShardOf(key);
    std::lock_guard lock(shard.mutex);
    Put(shard, key, Entry{std::move(value), expire_time});
  }

  // Entries, with those that expired but are still held.
  size_t size() {
    size_t count = 0;
    for (Shard& shard : shards_) {
      std::lock_guard lock(shard.mutex);
      count += shard.young.size() + shard.old.size();
    }
    return count;
  }

 private:
  static constexpr size_t kShards = 16;

  struct Entry {
    Value value;
    absl::Time expire_time;
  };
  using Map = absl::flat_hash_map<std::string, Entry>;
  struct alignas(64) Shard {
    std::mutex mutex;
    Map young;
    Map old;
  };

  Shard& ShardOf(absl::string_view key) {
    return shards_[absl::Hash<absl::string_view>()(key) % kShards];
  }

  void Put(Shard& shard, absl::string_view key, Entry entry) {
    if (shard.young.size() >= half_max_) {
      shard.old = std::move(shard.young);
      shard.young = Map();
    }
    shard.young.insert_or_assign(std::string(key), std::move(entry));
  }

  const size_t half_max_;
  std::array<Shard, kShards> shards_;
};

}  // namespace steward::auth

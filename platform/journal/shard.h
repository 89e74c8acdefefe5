#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace steward::journal {

// Shards of every service's journal. Positions of consumers depend on it: it never changes.
inline constexpr int kShards = 8;

// Shard of a tenant: FNV-1a (64 bit) modulo kShards, the same in every process and release.
constexpr int ShardOf(absl::string_view tenant) {
  uint64_t hash = 14695981039346656037ULL;
  for (char c : tenant) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return static_cast<int>(hash % kShards);
}

}  // namespace steward::journal

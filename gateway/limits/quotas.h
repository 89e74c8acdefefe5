#pragma once

// Decides for each request whether its caller may send it, without waiting as a rule: what a caller
// will send next is taken ahead from the source, more of it the more they send. Belongs to a loop.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "gateway/access/principal.h"
#include "gateway/limits/quota_source.h"
#include "platform/caller/loop.h"

namespace steward::gateway {

// Whether a request may be sent, and what its caller should know.
struct Quota {
  bool admitted = true;
  // Whether anything is limited: the rest says nothing otherwise.
  bool limited = false;
  Left caller, tenant;

  // Until the next request is let through.
  absl::Duration wait() const { return std::max(caller.wait, tenant.wait); }
};

// RATE_LIMITED, with "limit" ("caller" or "tenant") and "retry_after_seconds".
absl::Status RateLimited(const Quota& quota);

class Quotas {
 public:
  using Done = std::function<void(const Quota&)>;

  // `source` is null without limits; else it and the loop outlive this.
  Quotas(QuotaSource* source, rpc::Loop& loop) : source_(source), loop_(loop) {}

  // Counts a request. Nothing when the source must be asked first: see Ask.
  absl::optional<Quota> Take(const Principal& principal, absl::Time now);
  // Counts a request when the source has answered; `done` runs on the loop.
  void Ask(const Principal& principal, Done done);

 private:
  struct Entry {
    std::string tenant, subject;
    // Taken ahead, and until when it may be spent: others may want it.
    int64_t held = 0;
    absl::Time held_until = absl::InfinitePast();
    // How many are taken at the next time.
    int64_t wanted = 1;
    bool asking = false;
    Grant last;
    absl::Time blocked_until = absl::InfinitePast();
    std::vector<Done> waiting;
  };
  using EntryPtr = std::shared_ptr<Entry>;

  const EntryPtr& Find(const Principal& principal, absl::Time now);
  Quota Spend(const EntryPtr& entry);
  void Grow(Entry* entry) const;
  void Refill(const EntryPtr& entry, int64_t wanted);
  void OnGrant(const EntryPtr& entry, const Grant& grant);
  Quota Now(const Entry& entry, bool admitted, absl::Time now) const;
  int64_t MostWanted() const;
  void Forget(absl::Time now);

  QuotaSource* const source_;
  rpc::Loop& loop_;
  std::string key_;
  absl::flat_hash_map<std::string, EntryPtr> entries_;
  absl::Time next_sweep_ = absl::InfinitePast();
  // Ends with this: an answer that comes later finds nobody.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace steward::gateway

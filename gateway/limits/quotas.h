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
  RateClass rate_class = RateClass::kRead;
  Limits limits;
  Left caller, tenant;

  // Until the next request is let through.
  absl::Duration wait() const { return std::max(caller.wait, tenant.wait); }
};

// RATE_LIMITED, with "limit" ("caller" or "tenant"), "class" and "retry_after_seconds".
absl::Status RateLimited(const Quota& quota);

class Quotas {
 public:
  using Done = std::function<void(const Quota&)>;
  using Shown = std::function<void(const std::vector<Quota>&)>;

  // `source` is null without limits; else it, the limits and the loop outlive this.
  Quotas(QuotaSource* source, const RateLimits& limits, rpc::Loop& loop)
      : source_(source), limits_(limits), loop_(loop) {}

  // Counts a request. Nothing when the source must be asked first: see Ask.
  absl::optional<Quota> Take(const Principal& principal, RateClass rate_class, absl::Time now);
  // Counts a request when the source has answered; `done` runs on the loop.
  void Ask(const Principal& principal, RateClass rate_class, Done done);
  // Counts `count` more of a request that turned out to stand for so many. What is not there is
  // owed: the next request waits until it is paid.
  void Charge(const Principal& principal, RateClass rate_class, int64_t count);
  // Tells what is left of each class that is limited, and counts nothing. The source is asked when
  // it was not for a second. `shown` runs on the loop, perhaps before this returns.
  void Show(const Principal& principal, absl::Time now, Shown shown);

 private:
  struct Entry {
    Account account;
    // Taken ahead, and until when it may be spent: others may want it. Below zero: owed.
    int64_t held = 0;
    absl::Time held_until = absl::InfinitePast();
    // How many are taken at the next time.
    int64_t wanted = 1;
    bool asking = false;
    // How many the source was asked for.
    int64_t asked = 0;
    Grant last;
    absl::Time last_time = absl::InfinitePast();
    absl::Time blocked_until = absl::InfinitePast();
    std::vector<Done> waiting;
    // Those who only look.
    std::vector<std::function<void()>> looking;
  };
  using EntryPtr = std::shared_ptr<Entry>;

  const EntryPtr& Find(const Principal& principal, RateClass rate_class, absl::Time now);
  Quota Spend(const EntryPtr& entry);
  static void Grow(Entry* entry);
  void Refill(const EntryPtr& entry, int64_t wanted);
  void OnGrant(const EntryPtr& entry, const Grant& grant);
  Quota Now(const Entry& entry, bool admitted, absl::Time now) const;
  void OnWaiting(const EntryPtr& entry, const Grant& grant, absl::Time now);
  void Look(const EntryPtr& entry, absl::Time now, std::function<void()> seen);
  static int64_t MostWanted(const Limits& limits);
  void Forget(absl::Time now);

  QuotaSource* const source_;
  const RateLimits& limits_;
  rpc::Loop& loop_;
  std::string key_;
  absl::flat_hash_map<std::string, EntryPtr> entries_;
  absl::Time next_sweep_ = absl::InfinitePast();
  // Ends with this: an answer that comes later finds nobody.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace steward::gateway

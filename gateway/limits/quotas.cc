#include "gateway/limits/quotas.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

// What was taken ahead and not spent for so long is lost, so that idle callers block nobody.
constexpr absl::Duration kHeldFor = absl::Seconds(1);
constexpr absl::Duration kSweep = absl::Minutes(1);
// Of a limit, what one loop takes ahead at most.
constexpr int64_t kShare = 20;

}  // namespace

absl::Status RateLimited(const Quota& quota) {
  const bool by_tenant = quota.tenant.wait > quota.caller.wait;
  const int64_t seconds =
      std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(quota.wait(), absl::Seconds(1))));
  return errors::Make(
      absl::StatusCode::kResourceExhausted, errors::Reason::RATE_LIMITED,
      by_tenant ? "The tenant sent more requests than its limit allows; slow down."
                : "The caller sent more requests than the limit allows; slow down.",
      {{"limit", by_tenant ? "tenant" : "caller"}, {"retry_after_seconds", absl::StrCat(seconds)}});
}

absl::optional<Quota> Quotas::Take(const Principal& principal, absl::Time now) {
  if (source_ == nullptr) return Quota();
  const EntryPtr& entry = Find(principal, now);
  if (now >= entry->held_until && entry->held > 0) {
    entry->held = 0;
    entry->wanted = std::max<int64_t>(1, entry->wanted / 2);
  }
  if (entry->held > 0) return Spend(entry);
  if (now < entry->blocked_until) return Now(*entry, /*admitted=*/false, now);
  return absl::nullopt;
}

void Quotas::Ask(const Principal& principal, Done done) {
  const absl::Time now = absl::Now();
  const EntryPtr& entry = Find(principal, now);
  entry->waiting.push_back(std::move(done));
  if (entry->asking) return;
  // All that was taken ahead is spent before its time.
  if (now < entry->held_until) Grow(entry.get());
  Refill(entry, std::max<int64_t>(entry->wanted, static_cast<int64_t>(entry->waiting.size())));
}

const Quotas::EntryPtr& Quotas::Find(const Principal& principal, absl::Time now) {
  if (now >= next_sweep_) Forget(now);
  // Whoever sends no credential must not use up what others without one may send.
  const std::string& tenant = principal.origin.empty() ? principal.tenant : principal.origin;
  key_.clear();
  absl::StrAppend(&key_, tenant, "/", principal.subject);
  EntryPtr& entry = entries_[key_];
  if (entry == nullptr) {
    entry = std::make_shared<Entry>();
    entry->tenant = tenant;
    entry->subject = principal.subject;
  }
  return entry;
}

Quota Quotas::Spend(const EntryPtr& entry) {
  --entry->held;
  if (!entry->asking && entry->held * 2 < entry->wanted) {
    Grow(entry.get());
    Refill(entry, entry->wanted);
  }
  return Now(*entry, /*admitted=*/true, absl::InfinitePast());
}

void Quotas::Grow(Entry* entry) const { entry->wanted = std::min(entry->wanted * 2, MostWanted()); }

void Quotas::Refill(const EntryPtr& entry, int64_t wanted) {
  entry->asking = true;
  source_->Take(entry->tenant, entry->subject, wanted,
                [this, entry, alive = std::weak_ptr<bool>(alive_), &loop = loop_](Grant grant) {
                  loop.Post([this, entry, alive, grant] {
                    if (!alive.expired()) OnGrant(entry, grant);
                  });
                });
}

void Quotas::OnGrant(const EntryPtr& entry, const Grant& grant) {
  const absl::Time now = absl::Now();
  entry->asking = false;
  entry->last = grant;
  entry->held += grant.requests;
  entry->held_until = now + kHeldFor;
  if (entry->held == 0) entry->blocked_until = now + grant.wait();
  std::vector<Done> waiting = std::move(entry->waiting);
  entry->waiting.clear();
  for (size_t i = 0; i < waiting.size(); ++i) {
    const bool admitted = entry->held > 0;
    if (admitted) --entry->held;
    // More than was asked for may wait by now: they get another chance.
    if (!admitted && grant.requests > 0)
      entry->waiting.push_back(std::move(waiting[i]));
    else
      waiting[i](Now(*entry, admitted, now));
  }
  if (!entry->waiting.empty() && !entry->asking)
    Refill(entry, static_cast<int64_t>(entry->waiting.size()));
}

Quota Quotas::Now(const Entry& entry, bool admitted, absl::Time now) const {
  Quota quota;
  quota.admitted = admitted;
  quota.limited = true;
  quota.caller = entry.last.caller;
  quota.tenant = entry.last.tenant;
  // What was left has grown since, and what is held may be of before.
  quota.caller.requests =
      std::min(quota.caller.requests + entry.held, source_->limits().caller.requests);
  if (admitted) return quota;
  const absl::Duration passed = entry.last.wait() - (entry.blocked_until - now);
  for (Left* left : {&quota.caller, &quota.tenant}) {
    left->reset = std::max(left->reset - passed, absl::ZeroDuration());
    left->wait = std::max(left->wait - passed, absl::ZeroDuration());
  }
  return quota;
}

int64_t Quotas::MostWanted() const {
  int64_t most = std::numeric_limits<int64_t>::max();
  for (const Limit& limit : {source_->limits().caller, source_->limits().tenant})
    if (limit.requests > 0) most = std::min(most, limit.requests / kShare);
  return std::max<int64_t>(most, 1);
}

void Quotas::Forget(absl::Time now) {
  next_sweep_ = now + kSweep;
  for (auto it = entries_.begin(); it != entries_.end();) {
    const auto here = it++;
    const Entry& entry = *here->second;
    if (!entry.asking && entry.waiting.empty() && now > entry.held_until &&
        now > entry.blocked_until)
      entries_.erase(here);
  }
}

}  // namespace steward::gateway

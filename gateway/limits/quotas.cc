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
// Who looks at a limit again so soon is told what was seen.
constexpr absl::Duration kFresh = absl::Seconds(1);
constexpr absl::Duration kSweep = absl::Minutes(1);
// Of a limit, what one loop takes ahead at most.
constexpr int64_t kShare = 20;

}  // namespace

absl::Status RateLimited(const Quota& quota) {
  const bool by_tenant = quota.tenant.wait > quota.caller.wait;
  const int64_t seconds =
      std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(quota.wait(), absl::Seconds(1))));
  return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::RATE_LIMITED,
                      by_tenant ? "The tenant sent more requests than its limit allows; slow down."
                                : "The caller sent more requests than the limit allows; slow down.",
                      {{"limit", by_tenant ? "tenant" : "caller"},
                       {"class", std::string(NameOf(quota.rate_class))},
                       {"retry_after_seconds", absl::StrCat(seconds)}});
}

absl::optional<Quota> Quotas::Take(const Principal& principal, RateClass rate_class,
                                   absl::Time now) {
  if (source_ == nullptr || rate_class == RateClass::kFree) return Quota();
  const EntryPtr& entry = Find(principal, rate_class, now);
  if (entry->account.limits.empty()) return Quota();
  if (now >= entry->held_until && entry->held > 0) {
    entry->held = 0;
    entry->wanted = std::max<int64_t>(1, entry->wanted / 2);
  }
  if (entry->held > 0) return Spend(entry);
  if (now < entry->blocked_until) return Now(*entry, /*admitted=*/false, now);
  return absl::nullopt;
}

void Quotas::Ask(const Principal& principal, RateClass rate_class, Done done) {
  const absl::Time now = absl::Now();
  const EntryPtr& entry = Find(principal, rate_class, now);
  entry->waiting.push_back(std::move(done));
  if (entry->asking) return;
  // All that was taken ahead is spent before its time.
  if (now < entry->held_until) Grow(entry.get());
  Refill(entry, std::max<int64_t>(entry->wanted, static_cast<int64_t>(entry->waiting.size())));
}

void Quotas::Charge(const Principal& principal, RateClass rate_class, int64_t count) {
  if (source_ == nullptr || rate_class == RateClass::kFree || count <= 0) return;
  const EntryPtr& entry = Find(principal, rate_class, absl::Now());
  if (entry->account.limits.empty()) return;
  entry->held -= count;
  // Other loops and gateways are to know soon.
  if (entry->held < 0 && !entry->asking) Refill(entry, 0);
}

void Quotas::Show(const Principal& principal, absl::Time now, Shown shown) {
  auto entries = std::make_shared<std::vector<EntryPtr>>();
  if (source_ != nullptr)
    for (const RateClass each : kLimitedClasses)
      if (!limits_.Of(principal.tenant, each).empty())
        entries->push_back(Find(principal, each, now));
  auto left = std::make_shared<size_t>(entries->size());
  const auto tell = [this, entries, shown = std::move(shown)] {
    std::vector<Quota> quotas;
    for (const EntryPtr& entry : *entries)
      quotas.push_back(Now(*entry, /*admitted=*/true, absl::InfinitePast()));
    shown(quotas);
  };
  if (entries->empty()) return tell();
  for (const EntryPtr& entry : *entries)
    Look(entry, now, [left, tell] {
      if (--*left == 0) tell();
    });
}

void Quotas::Look(const EntryPtr& entry, absl::Time now, std::function<void()> seen) {
  if (now < entry->last_time + kFresh) return seen();
  entry->looking.push_back(std::move(seen));
  if (!entry->asking) Refill(entry, 0);
}

const Quotas::EntryPtr& Quotas::Find(const Principal& principal, RateClass rate_class,
                                     absl::Time now) {
  if (now >= next_sweep_) Forget(now);
  // Whoever sends no credential must not use up what others without one may send.
  const std::string& tenant = principal.origin.empty() ? principal.tenant : principal.origin;
  key_.clear();
  absl::StrAppend(&key_, NameOf(rate_class), "/", tenant, "/", principal.subject);
  EntryPtr& entry = entries_[key_];
  if (entry == nullptr) {
    entry = std::make_shared<Entry>();
    entry->account = {tenant, principal.subject, rate_class,
                      limits_.Of(principal.tenant, rate_class)};
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

void Quotas::Grow(Entry* entry) {
  entry->wanted = std::min(entry->wanted * 2, MostWanted(entry->account.limits));
}

void Quotas::Refill(const EntryPtr& entry, int64_t wanted) {
  entry->asking = true;
  // What is owed is paid with it.
  entry->asked = wanted - std::min<int64_t>(entry->held, 0);
  source_->Take(entry->account, entry->asked,
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
  entry->last_time = now;
  entry->held += grant.requests;
  if (grant.requests > 0) entry->held_until = now + kHeldFor;
  // Nothing more is there, and what comes back pays what is owed first.
  const bool is_empty = grant.requests < entry->asked;
  if (entry->held < 0 && is_empty) {
    const Limits& limits = entry->account.limits;
    const bool has_own = limits.caller.requests > 0;
    const Limit& limit = has_own ? limits.caller : limits.tenant;
    (has_own ? entry->last.caller : entry->last.tenant).wait -=
        entry->held * (limit.window / limit.requests);
  }
  if (entry->held <= 0) entry->blocked_until = now + entry->last.wait();
  OnWaiting(entry, grant, now);
  if (entry->held < 0 && !is_empty && !entry->asking) Refill(entry, 0);
  for (const auto& seen : std::exchange(entry->looking, {})) seen();
}

void Quotas::OnWaiting(const EntryPtr& entry, const Grant& grant, absl::Time now) {
  std::vector<Done> waiting = std::move(entry->waiting);
  entry->waiting.clear();
  for (size_t i = 0; i < waiting.size(); ++i) {
    const bool admitted = entry->held > 0;
    if (admitted) --entry->held;
    // More than was asked for may wait by now: they get another chance.
    if (!admitted && (grant.requests > 0 || entry->asked == 0))
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
  quota.rate_class = entry.account.rate_class;
  quota.limits = entry.account.limits;
  quota.caller = entry.last.caller;
  quota.tenant = entry.last.tenant;
  // What was left has grown since, and what is held may be of before.
  quota.caller.requests = std::min(std::max<int64_t>(quota.caller.requests + entry.held, 0),
                                   entry.account.limits.caller.requests);
  if (admitted) return quota;
  const absl::Duration passed = entry.last.wait() - (entry.blocked_until - now);
  for (Left* left : {&quota.caller, &quota.tenant}) {
    left->reset = std::max(left->reset - passed, absl::ZeroDuration());
    left->wait = std::max(left->wait - passed, absl::ZeroDuration());
  }
  return quota;
}

int64_t Quotas::MostWanted(const Limits& limits) {
  int64_t most = std::numeric_limits<int64_t>::max();
  for (const Limit& limit : {limits.caller, limits.tenant})
    if (limit.requests > 0) most = std::min(most, limit.requests / kShare);
  return std::max<int64_t>(most, 1);
}

void Quotas::Forget(absl::Time now) {
  next_sweep_ = now + kSweep;
  for (auto it = entries_.begin(); it != entries_.end();) {
    const auto here = it++;
    const Entry& entry = *here->second;
    if (entry.asking || !entry.waiting.empty() || now <= entry.held_until ||
        now <= entry.blocked_until)
      continue;
    if (entry.held < 0)
      Refill(here->second, 0);
    else
      entries_.erase(here);
  }
}

}  // namespace steward::gateway

#include "platform/reconcile/reconciler.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/time/backoff.h"

namespace steward::reconcile {
namespace {

// Claims and what ends them are short; threads share them.
constexpr int kPoolSize = 1, kPoolReserve = 1;

observe::Counter& ResultCounter(const char* result) {
  return observe::GetCounter("steward_reconcile_total",
                             "Looks at records that had something to do, by what came of them.",
                             {{"result", result}});
}

void Warn(absl::string_view message, const Key& key, const absl::Status& status) {
  observe::Log(
      observe::Level::kWarning, message,
      {{"tenant", key.tenant}, {"resource", key.resource}, {"error", errors::LogText(status)}});
}

}  // namespace

Reconciler::Reconciler(Options options)
    : options_(std::move(options)),
      settled_(ResultCounter("settled")),
      stepped_(ResultCounter("stepped")),
      failed_(ResultCounter("failed")),
      waited_(observe::GetGauge("steward_reconcile_oldest_due_seconds",
                                "How long the record that waits longest has been due.")),
      pool_(options_.conninfo, kPoolSize, kPoolReserve),
      queue_(&pool_) {
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Loop(); });
  threads_.emplace_back([this] { Watch(); });
}

void Reconciler::Stop() {
  alarm_.Stop();
  pauses_.Stop();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Reconciler::Loop() {
  uint64_t seen = 0;
  do {
    while (!alarm_.stopping() && TakeOne()) continue;
  } while (alarm_.Wait(options_.poll, &seen));
}

void Reconciler::Watch() {
  do {
    const auto oldest = queue_.OldestDue();
    if (oldest.ok())
      waited_.Set(absl::ToDoubleSeconds(*oldest));
    else
      Warn("what is due cannot be measured", {}, oldest.status());
  } while (pauses_.Wait(options_.poll));
}

std::string Reconciler::Served() {
  std::lock_guard lock(mutex_);
  return served_;
}

bool Reconciler::TakeOne() {
  const absl::Time deadline = absl::Now() + options_.lease;
  const auto claim = queue_.Take(options_.lease, Served());
  if (!claim.ok()) {
    Warn("what is due cannot be claimed", {}, claim.status());
    return false;
  }
  if (!*claim) return false;
  {
    std::lock_guard lock(mutex_);
    served_ = (*claim)->key.tenant;
  }
  Work(**claim, deadline);
  return true;
}

void Reconciler::Work(const Claim& claim, absl::Time deadline) {
  const absl::StatusOr<absl::Time> next = options_.reconcile(claim.key, deadline);
  if (!next.ok()) Warn("a record cannot go on", claim.key, next.status());
  (!next.ok() ? failed_ : *next == absl::InfiniteFuture() ? settled_ : stepped_).Increment();
  Leave(claim, next);
}

// When it does not succeed, the lease runs out.
void Reconciler::Leave(const Claim& claim, const absl::StatusOr<absl::Time>& next) {
  absl::Status left;
  if (!next.ok()) {
    const int64_t failures = claim.failures + 1;
    const absl::Duration longest =
        errors::IsPassing(next.status()) ? options_.passing_pause_max : options_.pause_max;
    left = queue_.PutOff(claim, PauseAfter(failures, options_.pause, longest), failures);
  } else if (*next == absl::InfiniteFuture()) {
    left = queue_.Finish(claim);
  } else {
    left = queue_.PutOff(claim, std::max(*next - absl::Now(), absl::ZeroDuration()), 0);
  }
  if (!left.ok()) Warn("a record cannot be given back", claim.key, left);
}

}  // namespace steward::reconcile

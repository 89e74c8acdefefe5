#include "services/notification/jobs/delivery_worker.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "services/notification/domain/delivery.h"
#include "services/notification/jobs/attempt_span.h"

namespace steward::notification {

namespace {

constexpr char kGone[] = "The endpoint answered 410 Gone.";
constexpr char kFailing[] = "The endpoint answered nothing but failures for five days.";

observe::Counter& ResultCounter(const char* result) {
  return observe::GetCounter("steward_webhook_deliveries_total",
                             "Attempts at deliveries, by what became of the delivery.",
                             {{"result", result}});
}

}  // namespace

DeliveryWorker::DeliveryWorker(Options options)
    : options_(std::move(options)),
      delivered_(ResultCounter("delivered")),
      failed_(ResultCounter("failed")),
      retried_(ResultCounter("retried")),
      oldest_pending_(
          observe::GetGauge("steward_webhook_oldest_pending_seconds",
                            "How long the delivery that waits longest could have been attempted.")),
      sender_(std::make_unique<HttpSender>(options_.sender)),
      thread_([this] { Loop(); }) {}

DeliveryWorker::~DeliveryWorker() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_one();
  thread_.join();
}

void DeliveryWorker::Wake() {
  {
    std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  woken_.notify_one();
}

void DeliveryWorker::Arrive(Arrival arrival) {
  {
    std::lock_guard lock(mutex_);
    arrivals_.push_back(std::move(arrival));
  }
  woken_.notify_one();
}

bool DeliveryWorker::Wait(absl::Time until) {
  std::unique_lock lock(mutex_);
  woken_.wait_until(lock, absl::ToChronoTime(until),
                    [&] { return wanted_ || stopping_ || !arrivals_.empty(); });
  wanted_ = false;
  return !stopping_;
}

void DeliveryWorker::Loop() {
  absl::Time next = absl::Now();
  while (Wait(next)) {
    Settle();
    next = TakeDue();
  }
  sender_.reset();
  Settle();
}

absl::Time DeliveryWorker::TakeDue() {
  const absl::Time now = absl::Now();
  const absl::Time poll_at = now + options_.poll;
  ClaimLimits limits = options_.limits;
  limits.total -= under_way_;
  if (limits.total <= 0) return poll_at;
  absl::StatusOr<Claims> taken = options_.store->TakeClaims(now, now + options_.lease, limits);
  if (!taken.ok()) {
    observe::Warn("deliveries cannot be claimed", taken.status());
    return poll_at;
  }
  const absl::Time next_due = taken->next_due;
  oldest_pending_.Set(next_due < now ? absl::ToDoubleSeconds(now - next_due) : 0);
  for (Claim& claim : taken->claims) Start(std::move(claim), now);
  // What is due and was not claimed waits for an attempt to end, which wakes this thread.
  return next_due > now ? std::min(next_due, poll_at) : poll_at;
}

void DeliveryWorker::Start(Claim claim, absl::Time now) {
  ++under_way_;
  absl::StatusOr<Attempt> attempt = options_.maker->Make(claim, now);
  claim.event.clear();
  auto shared = std::make_shared<const Claim>(std::move(claim));
  if (!attempt.ok()) {
    observe::Warn("a delivery cannot be prepared", attempt.status());
    Outcome outcome;
    outcome.error = "The event could not be prepared.";
    Arrive({std::move(shared), std::move(outcome)});
    return;
  }
  std::string trace_parent = attempt->trace_parent;
  sender_->Submit(*std::move(attempt),
                  [this, shared, trace_parent = std::move(trace_parent)](Outcome outcome) {
                    RecordAttempt(*shared, trace_parent, outcome);
                    Arrive({shared, std::move(outcome)});
                  });
}

void DeliveryWorker::Judge(const Claim& claim, const Outcome& outcome) {
  const Answer answer{outcome.http_status, outcome.error, outcome.retry_after};
  Judgement judgement = Record(claim.delivery, answer, options_.schedule,
                               absl::Uniform(random_, 0.0, 1.0), absl::Now());
  if (judgement.verdict == Verdict::kGone) gone_.insert({claim.key.tenant, claim.key.webhook_id});
  finished_.push_back(
      {claim.key, std::move(judgement.delivery), outcome.excerpt, judgement.endpoint_rests_until});
}

void DeliveryWorker::Settle() {
  std::vector<Arrival> arrivals;
  {
    std::lock_guard lock(mutex_);
    arrivals.swap(arrivals_);
  }
  for (const Arrival& arrival : arrivals) {
    if (arrival.outcome.cancelled)
      released_.push_back(arrival.claim->key);
    else
      Judge(*arrival.claim, arrival.outcome);
  }
  if (!released_.empty() && options_.store->Release(released_).ok()) {
    under_way_ -= static_cast<int>(released_.size());
    released_.clear();
  }
  if (finished_.empty()) return;
  const absl::Time now = absl::Now();
  auto failing = options_.store->Finish(finished_, now);
  if (!failing.ok()) return observe::Warn("deliveries cannot be recorded", failing.status());
  Count();
  under_way_ -= static_cast<int>(finished_.size());
  finished_.clear();
  DisableFailing(*failing, now);
}

void DeliveryWorker::Count() const {
  for (const Finished& finished : finished_) {
    if (finished.delivery.state() == Delivery::DELIVERED)
      delivered_.Increment();
    else if (finished.delivery.state() == Delivery::FAILED)
      failed_.Increment();
    else
      retried_.Increment();
  }
}

void DeliveryWorker::DisableFailing(const std::vector<FailingEndpoint>& failing, absl::Time now) {
  for (const WebhookKey& webhook : gone_) Disable(webhook, kGone, now);
  gone_.clear();
  for (const FailingEndpoint& endpoint : failing)
    if (FailsForTooLong(endpoint.first_failure_at, endpoint.last_failure_at, now))
      Disable({endpoint.tenant, endpoint.webhook_id}, kFailing, now);
}

// When it does not succeed, the next failure of the endpoint leads here again.
void DeliveryWorker::Disable(const WebhookKey& webhook, absl::string_view reason,
                             absl::Time now) const {
  const absl::Status status =
      options_.disabler->Disable(webhook.first, webhook.second, reason, now);
  if (!status.ok()) observe::Warn("a webhook cannot be disabled", status);
}

}  // namespace steward::notification

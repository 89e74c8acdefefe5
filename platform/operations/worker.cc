#include "platform/operations/worker.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/observe/log.h"

namespace steward::operations {

Worker::Worker(Options options) : options_(std::move(options)) {
  for (const auto& [method, task] : options_.tasks) methods_.push_back(method);
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Loop(); });
}

void Worker::Stop() {
  stopping_ = true;
  options_.operations->queue().Ring();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Worker::Loop() {
  WorkQueue& queue = options_.operations->queue();
  int64_t rings = 0;
  while (!stopping_)
    if (!TakeOne()) rings = queue.AwaitRing(rings, absl::Now() + options_.poll);
}

bool Worker::TakeOne() {
  const absl::Time lease_until = absl::Now() + options_.lease;
  const auto claim = options_.operations->queue().Take(methods_, options_.lease);
  if (!claim.ok()) observe::Warn("operations cannot be claimed", claim.status());
  if (!claim.ok() || !*claim) return false;
  return CarryOn(**claim, lease_until);
}

bool Worker::CarryOn(const Claim& claim, absl::Time lease_until) {
  const Run::Options run_options{options_.operations,     options_.lease,
                                 options_.progress,       options_.kept_for,
                                 options_.resolve_caller, [this] { return stopping_.load(); }};
  Run run(run_options, claim, options_.tasks.at(claim.method), lease_until);
  const absl::StatusOr<bool> ended = run.CarryOn();
  if (ended.ok() && *ended) return true;
  if (!ended.ok()) observe::Warn("an operation cannot go on", ended.status());
  // The lease runs out by itself.
  if (absl::Status left = Leave(claim, run, ended.status()); !left.ok())
    observe::Warn("an operation cannot be given back", left);
  return ended.ok();
}

absl::Status Worker::Leave(const Claim& claim, const Run& run, const absl::Status& error) {
  const WorkQueue& queue = options_.operations->queue();
  if (error.ok()) return queue.GiveBack(claim);
  const int64_t failures = run.HasAdvanced() ? 1 : claim.failures + 1;
  return queue.PutOff(claim, failures, RestAfter(failures, options_.rest));
}

}  // namespace steward::operations

#include "platform/operations/worker.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"

namespace steward::operations {
namespace {

void Warn(absl::string_view message, const absl::Status& status) {
  observe::Log(observe::Level::kWarning, message, {{"error", errors::LogText(status)}});
}

}  // namespace

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
  const absl::Time now = absl::Now();
  const absl::Time lease_until = now + options_.lease;
  const auto claim = options_.operations->queue().Take(methods_, now, lease_until);
  if (!claim.ok()) Warn("operations cannot be claimed", claim.status());
  if (!claim.ok() || !*claim) return false;
  CarryOn(**claim, lease_until);
  return true;
}

void Worker::CarryOn(const Claim& claim, absl::Time lease_until) {
  const Run::Options run_options{options_.operations,   options_.lease,
                                 options_.progress,     options_.kept_for,
                                 options_.check_caller, [this] { return stopping_.load(); }};
  Run run(run_options, claim, options_.tasks.at(claim.method), lease_until);
  const absl::StatusOr<bool> ended = run.CarryOn();
  if (ended.ok() && *ended) return;
  if (!ended.ok()) Warn("an operation cannot go on", ended.status());
  const absl::Time free_at = ended.ok() ? absl::Now() : absl::Now() + options_.rest;
  const auto moved = options_.operations->queue().MoveLease(claim, free_at);
  // It runs out by itself.
  if (!moved.ok()) Warn("an operation cannot be given back", moved.status());
}

}  // namespace steward::operations

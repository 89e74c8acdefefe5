#include "platform/audit/sealer.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/status/macros.h"

namespace steward::audit {
namespace {

constexpr absl::Duration kStepTime = absl::Seconds(10);
// Others get at least as much of the database as sealing does.
constexpr absl::Duration kPauseMin = absl::Milliseconds(1);

}  // namespace

Sealer::Sealer(const Seals* seals, Options options) : seals_(seals), options_(options) {
  // What a process that is gone has left.
  waiting_since_.fill(absl::Now());
  age_ = observe::AddCollector("steward_audit_unsealed_age_seconds",
                               "How long the oldest event that this process knows of has not been "
                               "sealed; 0 when there is none.",
                               [this] { return UnsealedAge(); });
  thread_ = std::thread([this] { Loop(); });
}

Sealer::~Sealer() {
  pauses_.Stop();
  thread_.join();
}

void Sealer::OnCommit(const std::vector<journal::Head>& heads) {
  const absl::Time now = absl::Now();
  std::lock_guard lock(mutex_);
  for (const journal::Head& head : heads)
    waiting_since_[head.shard] = std::min(waiting_since_[head.shard], now);
}

void Sealer::Loop() {
  bool sealing_fails = false, signing_fails = false;
  absl::Time look_over = absl::Now() + options_.look_over;
  absl::Time sign = absl::Now() + options_.sign_interval;
  do {
    const absl::Time now = absl::Now();
    if (now >= look_over) {
      look_over = now + options_.look_over;
      std::lock_guard lock(mutex_);
      for (absl::Time& since : waiting_since_) since = std::min(since, now);
    }
    Note("events cannot be sealed", SealWaiting(), &sealing_fails);
    if (now < sign) continue;
    sign = now + options_.sign_interval;
    Note("heads cannot be signed", Sign(), &signing_fails);
  } while (pauses_.Wait(options_.interval));
  if (options_.sign_at_end)
    Note("heads cannot be signed", seals_->SignHeads(absl::Now() + kStepTime).status(),
         &signing_fails);
}

// Shards that are behind have their turns one after the other; one that fails does not stop them.
absl::Status Sealer::SealWaiting() {
  absl::Status status;
  std::vector<int> shards = Waiting();
  while (!shards.empty()) {
    std::vector<int> behind;
    for (const int shard : shards) {
      const absl::Time start = absl::Now();
      const absl::StatusOr<bool> more = SealOnce(shard);
      if (!more.ok()) status = more.status();
      if (more.ok() && *more) behind.push_back(shard);
      if (!pauses_.Wait(std::max(kPauseMin, absl::Now() - start))) return status;
    }
    shards = std::move(behind);
  }
  return status;
}

std::vector<int> Sealer::Waiting() const {
  std::vector<int> shards;
  std::lock_guard lock(mutex_);
  for (int shard = 0; shard < journal::kShards; ++shard)
    if (waiting_since_[shard] != absl::InfiniteFuture()) shards.push_back(shard);
  return shards;
}

absl::StatusOr<bool> Sealer::SealOnce(int shard) {
  // What is committed from here on makes the shard wait anew.
  absl::Time since = absl::InfiniteFuture();
  {
    std::lock_guard lock(mutex_);
    std::swap(since, waiting_since_[shard]);
  }
  const auto events = seals_->SealNext(shard, absl::Now() + kStepTime);
  const bool behind = !events.ok() || *events == kSealMax;
  if (behind) {
    std::lock_guard lock(mutex_);
    waiting_since_[shard] = std::min(waiting_since_[shard], since);
  }
  RETURN_IF_ERROR(events.status());
  return behind;
}

absl::Status Sealer::Sign() {
  int64_t heads = 1;
  while (heads > 0 && pauses_.Wait(absl::ZeroDuration())) {
    ASSIGN_OR_RETURN(heads, seals_->SignHeads(absl::Now() + kStepTime));
  }
  return absl::OkStatus();
}

void Sealer::Note(const char* what, const absl::Status& status, bool* failing) {
  if (!status.ok() && !*failing) observe::Warn(what, status);
  *failing = !status.ok();
}

double Sealer::UnsealedAge() const {
  const absl::Time now = absl::Now();
  std::lock_guard lock(mutex_);
  const absl::Time oldest = *std::min_element(waiting_since_.begin(), waiting_since_.end());
  return oldest >= now ? 0 : absl::ToDoubleSeconds(now - oldest);
}

}  // namespace steward::audit

#pragma once

// A thread that seals what is committed, about each second, and signs the heads of what was sealed
// each five minutes. Any number of replicas may run it.
//
// steward_audit_unsealed_age_seconds is how long something has been waiting. What fails is logged
// once, until it works again, and tried again.

#include <array>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/audit/seals.h"
#include "platform/journal/journal.h"
#include "platform/journal/shard.h"
#include "platform/observe/metrics.h"
#include "platform/time/pauses.h"

namespace steward::audit {

class Sealer {
 public:
  struct Options {
    absl::Duration interval = absl::Seconds(1);
    // How often all shards are looked at: what a replica committed that ended before it sealed.
    absl::Duration look_over = absl::Seconds(30);
    absl::Duration sign_interval = absl::Minutes(5);
    // Signs once more when it ends.
    bool sign_at_end = false;
  };
  // `seals` outlives it.
  Sealer(const Seals* seals, Options options);
  // Ends after the statement under way, and what sign_at_end asks for.
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  // Events were committed. Thread-safe, does not block.
  void OnCommit(const std::vector<journal::Head>& heads);

 private:
  void Loop();
  absl::Status SealWaiting();
  std::vector<int> Waiting() const;
  // Whether there may be more to seal.
  absl::StatusOr<bool> SealOnce(int shard);
  absl::Status Sign();
  void Note(const char* what, const absl::Status& status, bool* failing);
  double UnsealedAge() const;

  const Seals* const seals_;
  const Options options_;
  mutable std::mutex mutex_;
  Pauses pauses_;
  // Since when each shard waits; InfiniteFuture when it does not.
  std::array<absl::Time, journal::kShards> waiting_since_;
  observe::Collector age_;
  std::thread thread_;
};

}  // namespace steward::audit

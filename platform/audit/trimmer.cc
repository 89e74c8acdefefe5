#include "platform/audit/trimmer.h"

#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/journal/shard.h"
#include "platform/observe/log.h"
#include "platform/retention/step.h"
#include "platform/retention/sweep.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::audit {
namespace {

constexpr char kTable[] = "journal";

// A step that is lost with a crash is made again. What was deleted is never left without what was
// said of it before, as both are lost in the order in which they were committed.
std::string Settings() {
  return absl::StrCat(retention::kStepSettings, " -c synchronous_commit=off");
}

}  // namespace

Trimmer::Trimmer(Options options)
    : options_(std::move(options)),
      deleted_(retention::DeletedRows(kTable)),
      thread_([this] { Loop(); }) {}

Trimmer::~Trimmer() {
  pauses_.Stop();
  thread_.join();
}

// Asks several times in an interval, so that rounds are made also when processes restart often.
void Trimmer::Loop() {
  absl::BitGen random;
  bool failing = false;
  while (pauses_.Wait(options_.interval * absl::Uniform(random, 0.05, 0.25))) {
    const absl::Status status = Trim();
    connection_.reset();
    if (!status.ok() && !failing)
      observe::Log(observe::Level::kWarning, "old events cannot be deleted",
                   {{"error", errors::LogText(status)}});
    failing = !status.ok();
  }
}

absl::Status Trimmer::Trim() {
  ASSIGN_OR_RETURN(connection_, pg::Connection::Open(options_.conninfo, Settings()));
  ASSIGN_OR_RETURN(
      const bool claimed,
      retention::ClaimRound(*connection_, {kTable, nullptr, options_.age}, options_.interval));
  if (!claimed) return absl::OkStatus();
  absl::Status first;
  for (int shard = 0; shard < journal::kShards && pauses_.Wait(absl::ZeroDuration()); ++shard) {
    if (connection_->broken()) {
      auto connection = pg::Connection::Open(options_.conninfo, Settings());
      if (!connection.ok()) return first;
      connection_ = std::move(*connection);
    }
    first.Update(TrimShard(shard));
  }
  return first;
}

// What a round that was cut off has left goes first.
absl::Status Trimmer::TrimShard(int shard) {
  TrimWalk walk{.shard = shard};
  for (bool more = true; more;) {
    const absl::Time start = absl::Now();
    ASSIGN_OR_RETURN(more, MoveTrimmed(*connection_, shard, options_.age, options_.events));
    RETURN_IF_ERROR(Delete(&walk));
    if (!pauses_.Wait(retention::PauseAfter(start))) return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status Trimmer::Delete(TrimWalk* walk) {
  for (bool more = true; more;) {
    const absl::Time start = absl::Now();
    const int64_t before = walk->deleted;
    ASSIGN_OR_RETURN(more, DeleteTrimmed(*connection_, walk, options_.events));
    deleted_.Increment(static_cast<double>(walk->deleted - before));
    if (more && !pauses_.Wait(retention::PauseAfter(start))) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace steward::audit

#include "platform/retention/sweeper.h"

#include <utility>

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/retention/step.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::retention {

Sweeper::Sweeper(Options options) : options_(std::move(options)), thread_([this] { Loop(); }) {}

Sweeper::~Sweeper() {
  pauses_.Stop();
  thread_.join();
}

// Asks several times in an interval, so that rounds are made also when processes restart often.
void Sweeper::Loop() {
  absl::BitGen random;
  for (const Rule& rule : options_.rules) DeletedRows(rule.table);
  while (pauses_.Wait(options_.interval * absl::Uniform(random, 0.05, 0.25))) SweepAll();
}

void Sweeper::SweepAll() {
  for (const Rule& rule : options_.rules) Note(rule, Sweep(rule));
  connection_.reset();
}

absl::Status Sweeper::Sweep(const Rule& rule) {
  if (connection_ == nullptr || connection_->broken()) {
    ASSIGN_OR_RETURN(connection_, pg::Connection::Open(options_.conninfo, kStepSettings));
  }
  ASSIGN_OR_RETURN(bool claimed, ClaimRound(*connection_, rule, options_.interval));
  if (!claimed) return absl::OkStatus();
  observe::Counter& deleted = DeletedRows(rule.table);
  for (int64_t first = 0;; first += options_.pages) {
    const absl::Time start = absl::Now();
    ASSIGN_OR_RETURN(Step step, SweepPages(*connection_, rule, first, options_.pages));
    deleted.Increment(static_cast<double>(step.deleted));
    if (!step.more || !pauses_.Wait(PauseAfter(start))) return absl::OkStatus();
  }
}

void Sweeper::Note(const Rule& rule, const absl::Status& status) {
  if (status.ok()) {
    failing_.erase(rule.table);
  } else if (failing_.insert(rule.table).second) {
    observe::Log(observe::Level::kWarning, "old rows cannot be deleted",
                 {{"table", rule.table}, {"error", errors::LogText(status)}});
  }
}

}  // namespace steward::retention

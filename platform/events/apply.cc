// How a consumer applies events: all that came in one transaction, and when that fails, in smaller
// and smaller parts until it is known whose fault it is.

#include "absl/time/clock.h"
#include "platform/events/consumer.h"
#include "platform/events/consumer_span.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::events {
namespace {

// Smaller parts would fail as well.
bool IsNobodysFault(const absl::Status& status) {
  return status.ok() || IsPassing(status) || IsOvertaken(status);
}

}  // namespace

void Consumer::Moved(int shard, const event::v1::Position& to, size_t applied) {
  places_[shard]->position = to;
  places_[shard]->applied_count += static_cast<int64_t>(applied);
  rung_.Reached(shard, {to.epoch(), to.offset()});
}

absl::Status Consumer::Commit(const std::vector<Batch>& batches, const Known& known) {
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(const Applied applied, store_.ApplyBatches(batches, known));
  RecordHandled(options_.name, options_.producer, batches, known, start, absl::OkStatus());
  for (const Batch& batch : batches) Moved(batch.shard(), batch.to(), batch.events.size());
  for (const int shard : applied.shards_parked) places_[shard]->parked = true;
  applied_ += applied.events;
  parked_ += applied.parked;
  if (applied.changed && options_.on_applied != nullptr) options_.on_applied();
  return absl::OkStatus();
}

absl::Status Consumer::Apply(const std::vector<Batch>& batches) {
  Known known;
  for (const Batch& batch : batches) {
    if (!places_[batch.shard()]->parked) continue;
    ASSIGN_OR_RETURN(known, store_.LoadKnown(batches));
    break;
  }
  const absl::Status status = Commit(batches, known);
  if (IsNobodysFault(status)) return status;
  for (const Batch& batch : batches)
    RETURN_IF_ERROR(ApplyAlone(batch, batches.size() > 1 ? absl::OkStatus() : status));
  return absl::OkStatus();
}

// `failure` is that of the batch alone and without knowledge, when it was tried so.
absl::Status Consumer::ApplyAlone(const Batch& batch, absl::Status failure) {
  ASSIGN_OR_RETURN(Known known, store_.LoadKnown({batch}));
  absl::Status status = std::move(failure);
  if (status.ok() || !known.empty()) status = Commit({batch}, known);
  if (IsNobodysFault(status)) return status;
  return ApplyOneByOne(batch, std::move(known));
}

absl::Status Consumer::ApplyOneByOne(const Batch& batch, Known known) {
  for (const event::v1::StoredEvent* stored : batch.events)
    RETURN_IF_ERROR(ApplyOrPark({*places_[batch.shard()], {stored}}, &known));
  return absl::OkStatus();
}

absl::Status Consumer::ApplyOrPark(const Batch& one, Known* known) {
  const absl::Time start = absl::Now();
  absl::Duration pause = options_.retry_pause;
  absl::Status status;
  for (int attempt = 1; attempt <= options_.attempts_max; ++attempt) {
    status = Commit({one}, *known);
    if (IsNobodysFault(status) || !rung_.Pause(pause)) return status;
    pause *= 2;
  }
  const event::v1::StoredEvent& stored = *one.events[0];
  RETURN_IF_ERROR(store_.Park(one, errors::LogText(status)));
  RecordHandled(options_.name, options_.producer, {one}, {}, start, status);
  known->parked.insert({stored.tenant(), stored.event().resource_name()});
  Moved(one.shard(), one.to(), 1);
  places_[one.shard()]->parked = true;
  ++applied_;
  ++parked_;
  observe::Log(observe::Level::kError, "event parked",
               {{"consumer", options_.name},
                {"event", stored.event().id()},
                {"resource", stored.event().resource_name()},
                {"error", errors::LogText(status)}});
  return absl::OkStatus();
}

}  // namespace steward::events

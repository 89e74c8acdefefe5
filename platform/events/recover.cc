// Where a consumer goes on when the producer refuses its position.

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "platform/events/consumer.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/status/metadata.h"

namespace steward::events {
namespace {

using errors::Reason;
using event::v1::Position;
using event::v1::StoredEvent;

constexpr int kRefusalsMax = 5;

Position At(int64_t epoch, int64_t offset) {
  Position position;
  position.set_epoch(epoch);
  position.set_offset(offset);
  return position;
}

// The position that a refusal names; the beginning when it names none.
Position PositionFrom(const absl::Status& status, const std::string& prefix) {
  int64_t epoch = 1, offset = 0;
  if (!absl::SimpleAtoi(errors::MetadataOf(status, prefix + "Epoch"), &epoch)) epoch = 1;
  if (!absl::SimpleAtoi(errors::MetadataOf(status, prefix + "Offset"), &offset)) offset = 0;
  Position position = At(epoch, offset);
  position.set_event_id(errors::MetadataOf(status, prefix + "EventId"));
  return position;
}

}  // namespace

// The refused position may be an old one, when another replica moved on meanwhile: only one that
// is still that of the database is a reason to go elsewhere.
absl::Status Consumer::Recover(int shard) {
  places_[shard].reset();
  RETURN_IF_ERROR(LoadPlaces({shard}));
  rung_.Ring(shard);
  const absl::Status refusal = FetchOne(shard, places_[shard]->position).status();
  const Reason reason = errors::ReasonOf(refusal);
  if (reason != Reason::OFFSET_TRIMMED && reason != Reason::EPOCH_CHANGED) return refusal;
  // A position that is refused again and again is tried later, like after any other error.
  if (++refusals_[shard] > kRefusalsMax) {
    refusals_[shard] = 0;
    return refusal;
  }
  const bool trimmed = reason == Reason::OFFSET_TRIMMED;
  Position to = PositionFrom(refusal, trimmed ? "earliest" : "last");
  if (!trimmed) {
    ASSIGN_OR_RETURN(to, FindCommon(shard, to));
  }
  RETURN_IF_ERROR(store_.Reposition(*places_[shard], to));
  Moved(shard, to, 0);
  if (trimmed) ++gaps_;
  observe::Log(trimmed ? observe::Level::kError : observe::Level::kWarning,
               trimmed ? "events were trimmed before they were consumed"
                       : "consumer goes on from another position",
               {{"consumer", options_.name},
                {"producer", options_.producer},
                {"shard", shard},
                {"epoch", to.epoch()},
                {"offset", to.offset()}});
  return absl::OkStatus();
}

// The newest known position at which both histories are the same: that of an event that was
// consumed. Offsets do not tell, as a failover that nobody noticed uses them again, for other
// events. The steps back grow; what is read twice is recognised by its id.
absl::StatusOr<Position> Consumer::FindCommon(int shard, Position last) {
  int64_t step = 1;
  while (true) {
    Position before = At(last.epoch(), std::max<int64_t>(0, last.offset() - step));
    step *= 4;
    absl::StatusOr<event::v1::ListEventsResponse> page = FetchOne(shard, before);
    if (errors::ReasonOf(page.status()) == Reason::OFFSET_TRIMMED) return before;
    RETURN_IF_ERROR(page.status());
    if (!page->events().empty()) {
      ASSIGN_OR_RETURN(bool consumed, IsConsumed(page->events(0)));
      if (consumed) return page->events(0).position();
    }
    if (before.offset() > 0) continue;
    if (before.epoch() <= 1) return before;
    // No such position: the refusal names the end of the epoch before.
    page = FetchOne(shard, At(before.epoch() - 1, INT64_MAX));
    if (errors::ReasonOf(page.status()) != Reason::EPOCH_CHANGED) return At(1, 0);
    last = PositionFrom(page.status(), "last");
    step = 1;
  }
}

absl::StatusOr<bool> Consumer::IsConsumed(const StoredEvent& stored) {
  ASSIGN_OR_RETURN(const Known known, store_.LoadKnown({{{}, {&stored}}}));
  return !known.consumed.empty();
}

}  // namespace steward::events

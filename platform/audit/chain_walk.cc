#include "platform/audit/chain_walk.h"

#include "absl/strings/string_view.h"
#include "platform/audit/canonical.h"

namespace steward::audit {

using v1::ChainFault;

ChainFault FaultAt(ChainFault::Kind kind, int64_t sequence, const ChainEvent* event) {
  ChainFault fault;
  fault.set_kind(kind);
  fault.set_sequence(sequence);
  if (event == nullptr) return fault;
  fault.set_event_id(event->id);
  fault.set_resource_name(event->resource);
  return fault;
}

absl::optional<ChainFault> CheckSeal(const Seal& seal, absl::Span<const ChainEvent> events,
                                     event::v1::ChainPlace* place) {
  const int64_t count = seal.sequence - place->sequence();
  // A seal that skips another one has too few leaves, one that was put in between too many.
  if (count < 1 || seal.leaves.size() != static_cast<size_t>(count) * kLeafKept)
    return FaultAt(ChainFault::SEAL_DIFFERS, seal.sequence, nullptr);
  const absl::string_view leaves = seal.leaves;
  event::v1::ChainPlace reached = *place;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t sequence = reached.sequence() + 1;
    if (i >= static_cast<int64_t>(events.size()))
      return FaultAt(ChainFault::EVENT_MISSING, sequence, nullptr);
    const ChainEvent& event = events[i];
    const absl::string_view kept = leaves.substr(i * kLeafKept, kLeafKept);
    if (absl::string_view(event.leaf).substr(0, kLeafKept) != kept)
      return FaultAt(ChainFault::EVENT_DIFFERS, sequence, &event);
    reached.set_sequence(sequence);
    reached.set_hash(Link(reached.hash(), event.leaf));
    reached.set_epoch(event.epoch);
    reached.set_offset(event.offset);
  }
  if (reached.hash() != seal.hash || reached.epoch() != seal.epoch ||
      reached.offset() != seal.offset)
    return FaultAt(ChainFault::SEAL_DIFFERS, seal.sequence, &events[count - 1]);
  *place = reached;
  return absl::nullopt;
}

}  // namespace steward::audit

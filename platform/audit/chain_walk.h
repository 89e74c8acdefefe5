#pragma once

// Compares events with the seals that were made of them, and names the first that does not fit.

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "steward/audit/v1/audit.pb.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::audit {

// Bytes of each leaf that a seal keeps.
inline constexpr size_t kLeafKept = 8;

// A row of the table `seal`.
struct Seal {
  int64_t sequence = 0;
  int64_t epoch = 0;
  int64_t offset = 0;
  std::string hash;
  // kLeafKept bytes of each event since the seal before.
  std::string leaves;
};

// An event as the journal holds it.
struct ChainEvent {
  int64_t epoch = 0;
  int64_t offset = 0;
  std::string id;
  std::string resource;
  std::string leaf;
};

// Moves `place` to the seal when the events after it are those that were sealed; otherwise leaves
// it and returns the first fault. `events` are the next ones of the tenant, in order: as many as
// the seal has, or all there are.
absl::optional<v1::ChainFault> CheckSeal(const Seal& seal, absl::Span<const ChainEvent> events,
                                         event::v1::ChainPlace* place);

// A fault at `sequence`, where `event` stands; null when none does.
v1::ChainFault FaultAt(v1::ChainFault::Kind kind, int64_t sequence, const ChainEvent* event);

}  // namespace steward::audit

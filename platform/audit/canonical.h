#pragma once

// The hash chain over the events of a tenant. How an event becomes bytes is part of the contract
// (steward.audit.v1.AuditEvent.canonical): it never changes. All functions are thread-safe.

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/pg/result.h"

namespace steward::audit {

inline constexpr absl::string_view kEventPrefix = "steward-audit-event-v1\n";

// A row of the journal. Refers to what it was made from.
struct Entry {
  absl::string_view tenant;
  absl::string_view resource;
  int64_t version = 0;
  // In its text form.
  absl::string_view event_id;
  absl::string_view type;
  // Microseconds since 1970.
  int64_t time_us = 0;
  absl::string_view actor;
  // The stored event.
  absl::string_view event;
};

// The canonical bytes: the prefix and netstrings of all fields in their order.
std::string Canonical(const Entry& entry);
// The same of a row of the list_…_events queries.
std::string CanonicalOf(const pg::Result& rows, int row);

// h(0): 32 bytes.
std::string ChainStart();
// h(n) from h(n-1) and the leaf, the SHA-256 of the canonical bytes, of event n.
std::string Link(absl::string_view previous, absl::string_view leaf);

}  // namespace steward::audit

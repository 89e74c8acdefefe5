#pragma once

// Merges the pages of several journals into one page of the audit trail.

#include <map>
#include <string>

#include "absl/functional/function_ref.h"
#include "steward/audit/v1/audit_service.pb.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::gateway {

// Service to its next events.
using JournalPages = std::map<std::string, event::v1::ListTenantEventsResponse>;

struct MergedPage {
  audit::v1::ListAuditEventsResponse response;
  // Where each service goes on.
  std::map<std::string, event::v1::Position> next;
  // No service has more.
  bool end = false;
};

// At most `size` events that are `wanted`, which may take something out of them, by time, those of
// one service in their order. Ends early where a service may have an event that belongs next and is
// not in its page.
MergedPage Merge(JournalPages pages, bool oldest_first, int size,
                 absl::FunctionRef<bool(audit::v1::AuditEvent*)> wanted);

}  // namespace steward::gateway

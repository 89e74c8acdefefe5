#pragma once

// What a handler knows of the call it serves. Filled by the interceptors of platform/rpc; plain
// data, so that tests and jobs build one directly. A Call belongs to one thread.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "platform/call/scope.h"

namespace steward {

struct Call {
  // From the verified identity, never from the body or the path.
  std::string tenant;
  // Such as "users/alice" or "services/notification".
  std::string subject;
  std::vector<std::string> roles;
  // How many of the roles, the last ones, the directory may take back (Identity).
  uint32_t granted_role_count = 0;
  // Groups of the subject, sorted; there only when a role has permissions in the scope "group".
  std::vector<std::string> groups;
  // What proved who the caller is ("token" or the name of an API key), and the address they
  // connected from. Empty for services.
  std::string credential;
  std::string client_address;
  // What the method needs, such as "tickets.get", and which records the caller has it for. Jobs,
  // which nobody calls, say it themselves.
  std::string permission;
  Scope scope = Scope::kNone;
  // Full method, such as "steward.ticket.v1.TicketService/CreateTicket".
  std::string method;
  // Id of this call in logs and answers; not the client's idempotency key.
  std::string request_id;
  // W3C traceparent that outgoing calls and events carry.
  std::string trace_parent;
  // The only clock of handlers and domain: when the call arrived.
  absl::Time time = absl::Now();
  absl::Time deadline = absl::InfiniteFuture();
  // Metadata for the answer; names are lower case.
  mutable std::vector<std::pair<std::string, std::string>> answer_metadata;

  absl::Time now() const { return time; }
};

// The call as one whose permission reaches every record of the tenant: for what a decision needs to
// know, whatever its caller may see.
inline Call Unconfined(const Call& call) {
  Call everywhere = call;
  everywhere.scope = Scope::kTenant;
  return everywhere;
}

}  // namespace steward

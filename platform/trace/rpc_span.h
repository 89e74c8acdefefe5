#pragma once

// The spans of calls by gRPC, at either end, by OpenTelemetry's conventions for RPC.

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/trace/span.h"

namespace steward::trace {

struct RpcSpan {
  Kind kind = Kind::kServer;
  // As of Span.
  absl::string_view context, parent;
  // "steward.ticket.v1.TicketService/CreateTicket"; with or without a slash in front.
  absl::string_view method;
  // Of a client: the service that is called, such as "ticket".
  absl::string_view peer;
  absl::Time start;
  absl::StatusCode code = absl::StatusCode::kOk;
  // Of steward.error.v1.Reason; empty: not known, or none.
  absl::string_view reason;
  absl::string_view request_id;
  // As the log has it; empty: none.
  absl::string_view tenant;
};

// Whether a call that ended so failed, seen from this end: what a caller got wrong is no error of
// the server.
bool IsError(Kind kind, absl::StatusCode code);

// The span of a call that ends now: rpc.system, rpc.service, rpc.method, rpc.grpc.status_code,
// error.type (the reason, else the code), peer.service, steward.request_id, steward.tenant.
// For contexts that IsRecorded. Thread-safe.
void RecordRpc(const RpcSpan& rpc);

}  // namespace steward::trace

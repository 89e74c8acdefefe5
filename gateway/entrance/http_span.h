#pragma once

// The span of a request over HTTP, by OpenTelemetry's conventions for HTTP servers.

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/access/sender.h"
#include "gateway/api/api.h"

namespace steward::gateway {

struct HttpSpan {
  // Its traceparent is the span.
  const Sender& sender;
  // The traceparent that the client sent, or that of the batch it is part of.
  absl::string_view parent;
  absl::Time start;
  // The method of HTTP, as the client sent it.
  absl::string_view verb;
  // The template of its path; empty when no route was found, and of gRPC-Web.
  absl::string_view route;
  // Of the API; null when none was found.
  const Method* method = nullptr;
  bool is_secure = false;
  // One of the requests of a batch, which came in none of its own.
  bool is_part = false;
  int status = 0;
  // Of steward.error.v1.Reason; empty: it did not fail.
  absl::string_view reason;
};

// Of a request that is answered now, or whose stream ends: http.request.method, http.route,
// http.response.status_code, url.scheme, error.type (the reason, else the status), rpc.system,
// rpc.service and rpc.method of gRPC-Web, steward.method, steward.request_id, steward.tenant.
// For spans that IsRecorded; of documents and probes, which are not of the API, there is none.
// Thread-safe.
void RecordHttp(const HttpSpan& http);

}  // namespace steward::gateway

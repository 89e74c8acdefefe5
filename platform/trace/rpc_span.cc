#include "platform/trace/rpc_span.h"

#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "platform/status/http_status.h"
#include "platform/trace/recorder.h"

namespace steward::trace {

bool IsError(Kind kind, absl::StatusCode code) {
  if (kind == Kind::kClient) return code != absl::StatusCode::kOk;
  switch (code) {
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

void RecordRpc(const RpcSpan& rpc) {
  const absl::string_view method = absl::StripPrefix(rpc.method, "/");
  const size_t slash = method.find('/');
  Span span;
  span.context = rpc.context;
  span.parent = rpc.parent;
  span.name = method;
  span.kind = rpc.kind;
  span.start = rpc.start;
  span.end = absl::Now();
  span.Add("rpc.system", "grpc");
  span.Add("rpc.service", method.substr(0, slash));
  if (slash != absl::string_view::npos) span.Add("rpc.method", method.substr(slash + 1));
  span.Add("rpc.grpc.status_code", static_cast<int64_t>(rpc.code));
  if (rpc.code != absl::StatusCode::kOk)
    span.Add("error.type", rpc.reason.empty() ? errors::CodeName(rpc.code) : rpc.reason);
  span.Add("peer.service", rpc.peer);
  span.Add("steward.request_id", rpc.request_id);
  span.Add("steward.tenant", rpc.tenant);
  if (IsError(rpc.kind, rpc.code)) span.status = Status::kError;
  Record(span);
}

}  // namespace steward::trace

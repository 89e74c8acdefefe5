#include "services/notification/jobs/attempt_span.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/observe/trace.h"
#include "platform/trace/recorder.h"

namespace steward::notification {

void RecordAttempt(const Claim& claim, absl::string_view trace_parent, const Outcome& outcome) {
  if (!trace::IsRecorded(trace_parent) || outcome.cancelled) return;
  const std::string context = observe::ChildTraceParent(trace_parent);
  const std::string status = absl::StrCat(outcome.http_status);
  const bool has_answer = outcome.http_status > 0;
  const bool is_good = outcome.http_status >= 200 && outcome.http_status < 300;
  trace::Span span;
  span.context = context;
  span.parent = trace_parent;
  span.name = "POST webhook";
  span.kind = trace::Kind::kClient;
  span.end = absl::Now();
  span.start = span.end - outcome.latency;
  span.Add("http.request.method", "POST");
  if (has_answer) span.Add("http.response.status_code", outcome.http_status);
  if (!is_good) {
    span.status = trace::Status::kError;
    span.Add("error.type", has_answer ? absl::string_view(status) : "no_answer");
  }
  span.Add("http.request.resend_count", claim.delivery.attempt_count());
  span.Add("messaging.message.id", claim.key.event_id);
  span.Add("steward.event_type", claim.delivery.event_type());
  span.Add("steward.tenant", claim.key.tenant);
  trace::Record(span);
}

}  // namespace steward::notification

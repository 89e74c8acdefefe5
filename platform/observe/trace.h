#pragma once

// Names that follow a request through the processes: W3C Trace Context (traceparent, level 1) and
// the request id. Thread-safe.

#include <string>

#include "absl/strings/string_view.h"

namespace steward::observe {

// True for a traceparent with valid ids, of version 00 or of a later version that starts alike.
bool IsTraceParent(absl::string_view text);

// Whether the span that it names is to be recorded (flag "sampled"); false when it is not valid.
bool IsSampled(absl::string_view trace_parent);

// A new trace, sampled unless SampleNewTraces said otherwise.
std::string NewTraceParent();

// Lets so many of the new traces be sampled: 0 to 1, the share that it is in the long run. 1 at
// first.
void SampleNewTraces(double ratio);

// The same span, not sampled; "" when it is not valid.
std::string Unsampled(absl::string_view trace_parent);

// The same trace and sampling decision with a new span, as version 00; a new trace when `parent` is
// not valid.
std::string ChildTraceParent(absl::string_view parent);

// The 32 and 16 hex digits; empty when `trace_parent` is not valid. They refer to its text.
absl::string_view TraceIdOf(absl::string_view trace_parent);
absl::string_view SpanIdOf(absl::string_view trace_parent);

// `id` if it matches ^[A-Za-z0-9._-]{1,64}$, else 128 random bits in hex.
std::string RequestIdOrNew(absl::string_view id);

}  // namespace steward::observe

#pragma once

// Names that follow a request through the processes: W3C Trace Context (traceparent, level 1) and
// the request id. Thread-safe.

#include <string>

#include "absl/strings/string_view.h"

namespace steward::observe {

// True for a traceparent with valid ids, of version 00 or of a later version that starts alike.
bool IsTraceParent(absl::string_view text);

// A new trace, sampled.
std::string NewTraceParent();

// The same trace and sampling decision with a new span, as version 00; a new trace when `parent` is
// not valid.
std::string ChildTraceParent(absl::string_view parent);

// The 32 and 16 hex digits; empty when `trace_parent` is not valid. They refer to its text.
absl::string_view TraceIdOf(absl::string_view trace_parent);
absl::string_view SpanIdOf(absl::string_view trace_parent);

// `id` if it matches ^[A-Za-z0-9._-]{1,64}$, else 128 random bits in hex.
std::string RequestIdOrNew(absl::string_view id);

}  // namespace steward::observe

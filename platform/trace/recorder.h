#pragma once

// Where the spans of this process go. As with its log and its metrics there is one for all, so that
// nothing between a call and its span needs to know of it. Thread-safe.
//
//   if (trace::IsRecorded(context)) {
//     trace::Span span;
//     …
//     trace::Record(span);
//   }

#include "absl/strings/string_view.h"
#include "platform/trace/exporter.h"
#include "platform/trace/span.h"

namespace steward::trace {

// Spans are exported from now on; traces that begin here are sampled by `sample_ratio`, 0 to 1.
// What is left is sent when the process ends by exit or return from main. Once; again after Stop.
void Start(Exporter::Options options, double sample_ratio);
// Sends what is left, for about as long as Exporter's stop_max; nothing is recorded any more.
void Stop();

// Whether spans are exported at all. Costs a comparison.
bool IsOn();
// Whether the span that a traceparent names is wanted: they are, and its trace is sampled.
bool IsRecorded(absl::string_view context);
// Takes a span that IsRecorded. Never waits for the collector.
void Record(const Span& span);

}  // namespace steward::trace

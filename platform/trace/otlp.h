#pragma once

// Spans as OTLP has them (opentelemetry-proto 1.x, protobuf). Pure functions.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "platform/trace/span.h"

namespace steward::trace {

// The process that spans are of.
struct Resource {
  // Such as "steward-ticket"; the release; what tells replicas apart.
  std::string service, version, instance;
};

// opentelemetry.proto.trace.v1.Span. Empty when its context is no traceparent.
std::string EncodeSpan(const Span& span);

// opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest with spans as EncodeSpan makes
// them.
std::string EncodeRequest(const Resource& resource, const std::vector<std::string>& spans);

// How many spans a collector that took the request says that it refused: partial_success of
// ExportTraceServiceResponse. 0 for what is none.
int64_t RejectedSpans(absl::string_view response);

}  // namespace steward::trace

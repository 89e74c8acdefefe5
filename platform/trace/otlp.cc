#include "platform/trace/otlp.h"

#include <algorithm>

#include "platform/json/wire.h"
#include "platform/observe/trace.h"

namespace steward::trace {
namespace {

using json::AppendLengthDelimited;
using json::AppendTag;
using json::AppendVarint;
using json::WireType;

// Numbers of fields, as opentelemetry-proto has them, by message.
enum ExportTraceServiceRequest { kRequestResourceSpans = 1 };
enum ExportTraceServiceResponse { kResponsePartialSuccess = 1 };
enum ExportTracePartialSuccess { kPartialRejectedSpans = 1 };
enum ResourceSpans { kResourceSpansResource = 1, kResourceSpansScopeSpans = 2 };
enum ResourceMessage { kResourceAttributes = 1 };
enum ScopeSpans { kScopeSpansScope = 1, kScopeSpansSpans = 2 };
enum InstrumentationScope { kScopeName = 1, kScopeVersion = 2 };
enum SpanMessage {
  kSpanTraceId = 1,
  kSpanSpanId = 2,
  kSpanParentSpanId = 4,
  kSpanName = 5,
  kSpanKind = 6,
  kSpanStartTimeUnixNano = 7,
  kSpanEndTimeUnixNano = 8,
  kSpanAttributes = 9,
  kSpanStatus = 15,
  kSpanFlags = 16,
};
enum StatusMessage { kStatusCode = 3 };
enum KeyValue { kKeyValueKey = 1, kKeyValueValue = 2 };
enum AnyValue { kAnyValueString = 1, kAnyValueInt = 3 };

constexpr uint32_t kSampled = 1;

int HexDigit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// Ids are bytes.
void AppendId(int number, absl::string_view hex, std::string* wire) {
  AppendTag(number, WireType::kLengthDelimited, wire);
  AppendVarint(hex.size() / 2, wire);
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    wire->push_back(static_cast<char>(HexDigit(hex[i]) << 4 | HexDigit(hex[i + 1])));
}

void AppendFixed(int number, uint64_t value, int bytes, std::string* wire) {
  AppendTag(number, bytes == 8 ? WireType::kFixed64 : WireType::kFixed32, wire);
  for (int i = 0; i < bytes; ++i) wire->push_back(static_cast<char>(value >> (8 * i)));
}

void AppendTime(int number, absl::Time time, std::string* wire) {
  AppendFixed(number, static_cast<uint64_t>(std::max<int64_t>(0, absl::ToUnixNanos(time))), 8,
              wire);
}

void AppendAttribute(int number, const Attribute& attribute, std::string* wire) {
  std::string value, pair;
  if (attribute.is_number) {
    AppendTag(kAnyValueInt, WireType::kVarint, &value);
    AppendVarint(static_cast<uint64_t>(attribute.number), &value);
  } else {
    AppendLengthDelimited(kAnyValueString, attribute.text, &value);
  }
  AppendLengthDelimited(kKeyValueKey, attribute.key, &pair);
  AppendLengthDelimited(kKeyValueValue, value, &pair);
  AppendLengthDelimited(number, pair, wire);
}

void AppendStatus(Status status, std::string* wire) {
  if (status == Status::kUnset) return;
  std::string message;
  AppendTag(kStatusCode, WireType::kVarint, &message);
  AppendVarint(static_cast<uint64_t>(status), &message);
  AppendLengthDelimited(kSpanStatus, message, wire);
}

std::string EncodeResource(const Resource& resource) {
  std::string wire;
  const Attribute attributes[] = {{"service.name", resource.service},
                                  {"service.version", resource.version},
                                  {"service.instance.id", resource.instance}};
  for (const Attribute& attribute : attributes)
    if (!attribute.text.empty()) AppendAttribute(kResourceAttributes, attribute, &wire);
  return wire;
}

// The value of a field; of the last one where there are several.
json::WireValue FindField(absl::string_view message, int wanted, WireType wanted_type) {
  json::WireCursor cursor(message);
  json::WireValue found;
  while (!cursor.done()) {
    int number = 0;
    WireType type{};
    json::WireValue value;
    if (!cursor.ReadTag(&number, &type) || !cursor.ReadValue(number, type, &value)) return {};
    if (number == wanted && type == wanted_type) found = value;
  }
  return found;
}

}  // namespace

std::string EncodeSpan(const Span& span) {
  std::string wire;
  const absl::string_view trace_id = observe::TraceIdOf(span.context);
  if (trace_id.empty()) return wire;
  wire.reserve(512);
  AppendId(kSpanTraceId, trace_id, &wire);
  AppendId(kSpanSpanId, observe::SpanIdOf(span.context), &wire);
  const absl::string_view parent = observe::SpanIdOf(span.parent);
  if (!parent.empty()) AppendId(kSpanParentSpanId, parent, &wire);
  AppendLengthDelimited(kSpanName, span.name, &wire);
  AppendTag(kSpanKind, WireType::kVarint, &wire);
  AppendVarint(static_cast<uint64_t>(span.kind), &wire);
  AppendTime(kSpanStartTimeUnixNano, span.start, &wire);
  // The wall clock may have been set back.
  AppendTime(kSpanEndTimeUnixNano, std::max(span.start, span.end), &wire);
  for (const Attribute& attribute : span.attributes)
    AppendAttribute(kSpanAttributes, attribute, &wire);
  AppendStatus(span.status, &wire);
  if (observe::IsSampled(span.context)) AppendFixed(kSpanFlags, kSampled, 4, &wire);
  return wire;
}

std::string EncodeRequest(const Resource& resource, const std::vector<std::string>& spans) {
  std::string scope, of_scope, of_resource, wire;
  AppendLengthDelimited(kScopeName, "steward", &scope);
  AppendLengthDelimited(kScopeVersion, resource.version, &scope);
  AppendLengthDelimited(kScopeSpansScope, scope, &of_scope);
  for (const std::string& span : spans) AppendLengthDelimited(kScopeSpansSpans, span, &of_scope);
  AppendLengthDelimited(kResourceSpansResource, EncodeResource(resource), &of_resource);
  AppendLengthDelimited(kResourceSpansScopeSpans, of_scope, &of_resource);
  AppendLengthDelimited(kRequestResourceSpans, of_resource, &wire);
  return wire;
}

int64_t RejectedSpans(absl::string_view response) {
  const absl::string_view partial =
      FindField(response, kResponsePartialSuccess, WireType::kLengthDelimited).bytes;
  const uint64_t rejected = FindField(partial, kPartialRejectedSpans, WireType::kVarint).bits;
  return std::max<int64_t>(0, static_cast<int64_t>(rejected));
}

}  // namespace steward::trace

#include "platform/observe/trace.h"

#include <algorithm>
#include <atomic>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/observe/random.h"

namespace steward::observe {
namespace {

// 00-<32 trace id>-<16 span id>-<2 flags>
constexpr size_t kTraceIdAt = 3;
constexpr size_t kSpanIdAt = 36;
constexpr size_t kFlagsAt = 53;
constexpr size_t kLength = 55;
constexpr size_t kRequestIdCharsMax = 64;

bool IsHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); });
}

bool IsId(absl::string_view text) {
  return IsHex(text) && text.find_first_not_of('0') != absl::string_view::npos;
}

bool IsRequestId(absl::string_view text) {
  return !text.empty() && text.size() <= kRequestIdCharsMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
         });
}

// Level 2 of Trace Context has the last 56 bits of a trace id random: traces whose are below this
// are sampled.
constexpr uint64_t kRandomPart = uint64_t{1} << 56;
std::atomic<uint64_t> sampled_below{kRandomPart};

std::string NewSpanId() { return absl::StrCat(absl::Hex(RandomBits() | 1, absl::kZeroPad16)); }

}  // namespace

bool IsTraceParent(absl::string_view text) {
  if (text.size() < kLength || text[2] != '-' || text[kSpanIdAt - 1] != '-' ||
      text[kFlagsAt - 1] != '-') {
    return false;
  }
  absl::string_view version = text.substr(0, 2);
  if (!IsHex(version) || version == "ff") return false;
  if (version == "00" ? text.size() != kLength : text.size() > kLength && text[kLength] != '-') {
    return false;
  }
  return IsId(text.substr(kTraceIdAt, 32)) && IsId(text.substr(kSpanIdAt, 16)) &&
         IsHex(text.substr(kFlagsAt, 2));
}

std::string NewTraceParent() {
  const uint64_t low = RandomBits() | 1;
  const bool sampled = low % kRandomPart < sampled_below.load(std::memory_order_relaxed);
  return absl::StrCat("00-", RandomHex(1), absl::Hex(low, absl::kZeroPad16), "-", NewSpanId(),
                      sampled ? "-01" : "-00");
}

void SampleNewTraces(double ratio) {
  sampled_below =
      static_cast<uint64_t>(std::clamp(ratio, 0.0, 1.0) * static_cast<double>(kRandomPart));
}

bool IsSampled(absl::string_view trace_parent) {
  if (!IsTraceParent(trace_parent)) return false;
  const char low = trace_parent[kFlagsAt + 1];
  return ((low <= '9' ? low - '0' : low - 'a' + 10) & 1) != 0;
}

std::string Unsampled(absl::string_view trace_parent) {
  if (!IsTraceParent(trace_parent)) return "";
  return absl::StrCat("00-", TraceIdOf(trace_parent), "-", SpanIdOf(trace_parent), "-00");
}

std::string ChildTraceParent(absl::string_view parent) {
  if (!IsTraceParent(parent)) return NewTraceParent();
  return absl::StrCat("00-", TraceIdOf(parent), "-", NewSpanId(),
                      IsSampled(parent) ? "-01" : "-00");
}

absl::string_view TraceIdOf(absl::string_view trace_parent) {
  return IsTraceParent(trace_parent) ? trace_parent.substr(kTraceIdAt, 32) : absl::string_view();
}

absl::string_view SpanIdOf(absl::string_view trace_parent) {
  return IsTraceParent(trace_parent) ? trace_parent.substr(kSpanIdAt, 16) : absl::string_view();
}

std::string RequestIdOrNew(absl::string_view id) {
  return IsRequestId(id) ? std::string(id) : RandomHex(2);
}

}  // namespace steward::observe

#include "gateway/entrance/http_span.h"

#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/trace/recorder.h"

namespace steward::gateway {
namespace {

constexpr absl::string_view kVerbs[] = {"GET",    "HEAD",    "POST",    "PUT",  "PATCH",
                                        "DELETE", "OPTIONS", "CONNECT", "TRACE"};

// What clients make up has no values of its own.
absl::string_view KnownVerb(absl::string_view verb) {
  return absl::c_linear_search(kVerbs, verb) ? verb : "_OTHER";
}

void AddWebCall(const Method& method, trace::Span* span) {
  const absl::string_view name = method.full_name;
  const size_t slash = name.find('/');
  span->name = name;
  span->Add("rpc.system", "grpc");
  span->Add("rpc.service", name.substr(0, slash));
  span->Add("rpc.method", name.substr(slash + 1));
}

}  // namespace

void RecordHttp(const HttpSpan& http) {
  if (http.method == nullptr && http.status < 400) return;
  const absl::string_view verb = KnownVerb(http.verb);
  const std::string name =
      absl::StrCat(verb == "_OTHER" ? "HTTP" : verb, http.route.empty() ? "" : " ", http.route);
  const std::string status = absl::StrCat(http.status);
  trace::Span span;
  span.context = http.sender.trace_parent;
  span.parent = http.parent;
  span.name = name;
  span.kind = http.is_part ? trace::Kind::kInternal : trace::Kind::kServer;
  span.start = http.start;
  span.end = absl::Now();
  span.Add("http.request.method", verb);
  span.Add("http.route", http.route);
  span.Add("http.response.status_code", http.status);
  if (!http.is_part) span.Add("url.scheme", http.is_secure ? "https" : "http");
  if (http.method != nullptr && http.route.empty()) AddWebCall(*http.method, &span);
  if (http.method != nullptr && !http.route.empty())
    span.Add("steward.method", http.method->full_name);
  if (http.status >= 500) span.status = trace::Status::kError;
  if (http.status >= 400 || !http.reason.empty())
    span.Add("error.type", http.reason.empty() ? absl::string_view(status) : http.reason);
  span.Add("steward.request_id", http.sender.request_id);
  if (http.sender.principal != nullptr) span.Add("steward.tenant", http.sender.principal->tenant);
  trace::Record(span);
}

}  // namespace steward::gateway

#include "gateway/rest/request_scope.h"

#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "gateway/entrance/http_span.h"
#include "gateway/limits/fields.h"
#include "gateway/rest/compression.h"
#include "gateway/transcode/target.h"
#include "platform/observe/log.h"
#include "platform/observe/trace.h"
#include "platform/status/errors.h"
#include "platform/status/http_status.h"
#include "platform/status/metadata.h"
#include "platform/trace/recorder.h"

namespace steward::gateway {
namespace {

// "/v1/tickets/*:assign".
std::string TextOf(const PathTemplate& path) {
  return absl::StrCat("/", absl::StrJoin(path.segments, "/"), path.verb.empty() ? "" : ":",
                      path.verb);
}

}  // namespace

RequestScope::RequestScope(std::shared_ptr<Exchange> exchange, DoorMetrics& metrics,
                           json::Schema& schema, const RestOptions& options)
    : exchange_(std::move(exchange)),
      metrics_(metrics),
      schema_(schema),
      options_(options),
      start_(absl::Now()) {
  sender.request_id = observe::RequestIdOrNew(request().Header("x-request-id"));
  const absl::string_view parent = request().Header("traceparent");
  sender.trace_parent = observe::ChildTraceParent(parent);
  if (trace::IsRecorded(sender.trace_parent)) span_parent_ = std::string(parent);
  metrics_.Begin();
}

RequestScope::~RequestScope() {
  Record(499);
  if (streams_) RecordSpan(200, route == nullptr ? "POST" : absl::string_view(route->http_method));
}

void RequestScope::Answer(HttpAnswer answer) {
  call = nullptr;
  Record(answer.status);
  Compress(request(), options_.compress_from, &answer);
  Sign(&answer);
  exchange_->Answer(std::move(answer));
}

void RequestScope::Sign(HttpAnswer* answer) {
  answer->headers.emplace_back("X-Request-Id", sender.request_id);
  answer->headers.emplace_back("Traceparent", sender.trace_parent);
  options_.cors.Allow(request(), answer);
  if (method != nullptr)
    for (const auto& [name, value] : method->notices) answer->headers.emplace_back(name, value);
  if (!quota) return;
  answer->headers.emplace_back("RateLimit-Policy", PolicyField(*quota));
  answer->headers.emplace_back("RateLimit", LimitField(*quota));
}

void RequestScope::Fail(const absl::Status& status) {
  error_ = errors::LogText(status);
  if (status.code() == absl::StatusCode::kInternal)
    observe::Log(observe::Level::kError, "request failed",
                 {{"error", error_}, {"request_id", sender.request_id}});
  Fail(errors::ToProto(status));
}

void RequestScope::Fail(const google::rpc::Status& error) {
  reason_ = errors::ReasonIn(error);
  if (error_.empty()) error_ = error.message();
  if (streams_) return Cut();
  if (web_format != WebFormat::kNone) {
    Record(errors::HttpStatus(static_cast<absl::StatusCode>(error.code()), reason_, false));
    HttpAnswer answer;
    answer.content_type = WebContentType(web_format);
    answer.body = WebTrailers(web_format, error, Pushback(error));
    return Answer(std::move(answer));
  }
  Answer(ProblemAnswer(error, Context()));
}

void RequestScope::StartStream(HttpAnswer head, std::function<void()> closed) {
  streams_ = true;
  Record(head.status);
  Sign(&head);
  exchange_->StartStream(std::move(head), std::move(closed));
}

std::vector<std::pair<std::string, std::string>> RequestScope::Pushback(
    const google::rpc::Status& error) const {
  const bool is_limited = quota && !quota->admitted;
  std::string pushback = is_limited ? PushbackField(*quota) : PushbackIn(error);
  if (pushback.empty()) return {};
  return {{kPushbackName, std::move(pushback)}};
}

void RequestScope::Cut() {
  observe::Log(observe::Level::kWarning, "stream cut off",
               {{"reason", reason_}, {"error", error_}, {"request_id", sender.request_id}});
  exchange_->Abort();
}

std::string RequestScope::ErrorJson(const absl::Status& status) {
  const google::rpc::Status error = errors::ToProto(status);
  return ProblemJson(error, errors::HttpStatus(status.code(), errors::ReasonIn(error), false),
                     Context());
}

ProblemContext RequestScope::Context() {
  ProblemContext context;
  if (!secret_target) context.instance = PathOf(request().target);
  context.request_id = sender.request_id;
  context.trace_parent = sender.trace_parent;
  context.conditional = conditional;
  context.status = failure_status;
  context.route = route;
  context.schema = &schema_;
  return context;
}

void RequestScope::Record(int status) {
  if (recorded_) return;
  recorded_ = true;
  const absl::Duration elapsed = absl::Now() - start_;
  metrics_.End(method, status, elapsed);
  // That of a stream comes when it ends.
  if (!streams_) RecordSpan(status, request().method);
  if (!observe::Enabled(observe::Level::kInfo)) return;
  const observe::Field fields[] = {
      {"method", method == nullptr ? "none" : absl::string_view(method->full_name)},
      {"verb", request().method},
      {"code", status},
      {"duration_ms", absl::ToDoubleMilliseconds(elapsed)},
      {"tenant", sender.principal == nullptr ? "" : absl::string_view(sender.principal->tenant)},
      {"request_id", sender.request_id},
      {"trace_id", observe::TraceIdOf(sender.trace_parent)},
      {"reason", reason_},
      {"error", error_}};
  const size_t count = std::size(fields) - (reason_.empty() ? 2 : 0);
  observe::LogFields(observe::Level::kInfo, "request", absl::MakeSpan(fields, count));
}

void RequestScope::RecordSpan(int status, absl::string_view verb) {
  if (!span_parent_) return;
  RecordHttp({.sender = sender,
              .parent = *span_parent_,
              .start = start_,
              .verb = verb,
              .route = route == nullptr ? "" : TextOf(route->path),
              .method = method,
              .is_secure = exchange_->secure(),
              .is_part = is_part,
              .status = status,
              .reason = reason_});
}

}  // namespace steward::gateway

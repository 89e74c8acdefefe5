#include "gateway/batch/batch_request.h"

#include <algorithm>
#include <array>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/transcode/problem.h"
#include "gateway/transcode/target.h"
#include "platform/json/parse.h"
#include "platform/json/print.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

using batch::v1::BatchRequest;
using batch::v1::BatchResponse;

constexpr std::array<absl::string_view, 6> kMethods = {"GET", "HEAD",  "POST",
                                                       "PUT", "PATCH", "DELETE"};
constexpr std::array<absl::string_view, 6> kHeaders = {
    "Accept", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer"};
constexpr absl::string_view kKey = "Idempotency-Key";

const json::MessageTable& StructTable() {
  return *json::Schema::Generated().Get(google::protobuf::Struct::descriptor());
}

bool IsFieldValue(absl::string_view value) {
  return value.size() <= 8192 &&
         absl::c_all_of(value, [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 127); });
}

// As the parser of a connection would have it.
bool IsTarget(absl::string_view path) {
  return absl::StartsWith(path, "/") &&
         absl::c_all_of(path, [](char c) { return c > ' ' && c < 127 && c != '#'; });
}

void Add(absl::string_view name, absl::string_view value, HttpRequest* http) {
  // What the views point at does not move: there is room for all.
  const size_t start = http->storage.size();
  absl::StrAppend(&http->storage, name, value);
  const absl::string_view stored = http->storage;
  http->headers.emplace_back(stored.substr(start, name.size()),
                             stored.substr(start + name.size(), value.size()));
}

absl::Status AddHeaders(const BatchRequest& request, const std::string& field, HttpRequest* http) {
  for (const auto& [name, value] : request.headers()) {
    const bool known = absl::c_any_of(
        kHeaders, [&](absl::string_view each) { return absl::EqualsIgnoreCase(each, name); });
    if (!known || !IsFieldValue(value))
      return errors::InvalidField(
          absl::StrCat(field, ".headers"),
          "may be Accept, Content-Type, Idempotency-Key, If-Match, If-None-Match and Prefer only");
    Add(name, value, http);
  }
  return absl::OkStatus();
}

size_t Room(const BatchRequest& request, const BatchScope& scope) {
  size_t room =
      512 + scope.idempotency_key.size() + scope.request_id.size() + scope.trace_parent.size();
  for (const auto& [name, value] : request.headers()) room += name.size() + value.size();
  return room;
}

void AddScope(int index, const BatchScope& scope, HttpRequest* http) {
  if (!scope.idempotency_key.empty() && http->CountOf(kKey) == 0)
    Add(kKey, absl::StrCat(scope.idempotency_key, ".", index), http);
  const std::string request_id = absl::StrCat(scope.request_id, "-", index);
  Add("X-Request-Id", request_id, http);
  Add("Traceparent", scope.trace_parent, http);
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpRequest>> ToHttp(const BatchRequest& request, int index,
                                                    const BatchScope& scope) {
  const std::string field = absl::StrCat("requests[", index, "]");
  auto http = std::make_unique<HttpRequest>();
  http->method = request.method().empty() ? "GET" : request.method();
  if (!absl::c_linear_search(kMethods, http->method))
    return errors::InvalidField(absl::StrCat(field, ".method"),
                                "must be GET, HEAD, POST, PUT, PATCH or DELETE");
  if (!IsTarget(request.path()))
    return errors::InvalidField(absl::StrCat(field, ".path"),
                                "must be a path that begins with '/', percent-encoded");
  http->target = request.path();
  http->storage.reserve(Room(request, scope));
  RETURN_IF_ERROR(AddHeaders(request, field, http.get()));
  AddScope(index, scope, http.get());
  if (!request.has_body()) return http;
  RETURN_IF_ERROR(
      json::PrintJson(StructTable(), request.body().SerializeAsString(), &http->body, {}));
  if (http->CountOf("Content-Type") == 0) Add("Content-Type", "application/json", http.get());
  return http;
}

absl::StatusOr<BatchResponse> FromHttp(const HttpAnswer& answer) {
  BatchResponse response;
  response.set_status(answer.status);
  for (const auto& [name, value] : answer.headers) {
    std::string& values = (*response.mutable_headers())[std::string(name)];
    absl::StrAppend(&values, values.empty() ? "" : ", ", value);
  }
  if (answer.body.empty()) return response;
  (*response.mutable_headers())["Content-Type"] = std::string(answer.content_type);
  std::string body;
  json::ParseOptions options;
  options.limits = json::Limits::OnlyDepth();
  if (json::ParseJson(StructTable(), answer.body, options, &body).ok() &&
      response.mutable_body()->ParseFromString(body))
    return response;
  return errors::Internal("an answer cannot be told in a batch");
}

BatchResponse Without(const absl::Status& error, const HttpRequest& request) {
  ProblemContext context;
  context.instance = PathOf(request.target);
  context.request_id = request.Header("x-request-id");
  context.trace_parent = request.Header("traceparent");
  // A problem is JSON.
  return FromHttp(ProblemAnswer(errors::ToProto(error), context)).value_or(BatchResponse());
}

}  // namespace steward::gateway

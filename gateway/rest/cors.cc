#include "gateway/rest/cors.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

constexpr absl::string_view kMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
constexpr absl::string_view kRequestHeaders =
    "Authorization, Content-Type, Grpc-Timeout, Idempotency-Key, If-Match, If-None-Match, "
    "Last-Event-ID, Prefer, Steward-Tenant, Traceparent, X-Goog-FieldMask, X-Grpc-Web, "
    "X-Request-Id, X-User-Agent";
constexpr absl::string_view kAnswerHeaders =
    "Deprecation, ETag, Idempotency-Replayed, Link, Location, Preference-Applied, RateLimit, "
    "RateLimit-Policy, Retry-After, Steward-Event-Type, Sunset, Traceparent, X-Request-Id";

// scheme://host[:port] in lower case, as browsers send it (RFC 6454 §6.2).
bool IsOrigin(absl::string_view text) {
  if (!absl::StartsWith(text, "https://") && !absl::StartsWith(text, "http://")) return false;
  const absl::string_view host = text.substr(text.find("//") + 2);
  return !host.empty() && absl::c_all_of(host, [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || absl::StrContains("-.:[]", c);
  });
}

}  // namespace

absl::StatusOr<Cors> Cors::Create(const std::vector<std::string>& origins) {
  Cors cors;
  for (const std::string& origin : origins) {
    if (origin != "*" && !IsOrigin(origin))
      return absl::InvalidArgumentError(
          "needs origins such as https://desk.example.com: in lower case, without a path");
    cors.any_ = cors.any_ || origin == "*";
    cors.origins_.push_back(origin);
  }
  return cors;
}

bool Cors::Names(absl::string_view origin) const {
  return !origin.empty() && (any_ || absl::c_linear_search(origins_, origin));
}

bool Cors::IsPreflight(const HttpRequest& request) const {
  return request.method == "OPTIONS" && !origins_.empty() &&
         !request.Header("access-control-request-method").empty() &&
         Names(request.Header("origin"));
}

HttpAnswer Cors::AnswerPreflight() {
  HttpAnswer answer;
  answer.status = 204;
  answer.headers.emplace_back("Access-Control-Allow-Methods", kMethods);
  answer.headers.emplace_back("Access-Control-Allow-Headers", kRequestHeaders);
  answer.headers.emplace_back("Access-Control-Max-Age", "7200");
  return answer;
}

void Cors::Allow(const HttpRequest& request, HttpAnswer* answer) const {
  if (origins_.empty()) return;
  // What is answered depends on it, whether it is there or not.
  answer->headers.emplace_back("Vary", "Origin");
  const absl::string_view origin = request.Header("origin");
  if (!Names(origin)) return;
  answer->headers.emplace_back("Access-Control-Allow-Origin", std::string(origin));
  answer->headers.emplace_back("Access-Control-Expose-Headers", kAnswerHeaders);
}

}  // namespace steward::gateway

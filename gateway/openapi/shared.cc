#include "gateway/openapi/shared.h"

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/scim/error.h"

namespace steward::gateway::openapi {
namespace {

using options::v1::ErrorFormat;

struct ParameterRow {
  absl::string_view component;
  absl::string_view name;
  absl::string_view pattern;
  absl::string_view description;
  absl::string_view in = "header";
  bool required = false;
};
constexpr ParameterRow kParameters[] = {
    {"IdempotencyKey", "Idempotency-Key", "^[!-~]{1,255}$",
     "Makes the request idempotent: a repeat with the same key returns the first answer and "
     "changes "
     "nothing. The same as `requestId`. Without either, the gateway makes one."},
    {"IfMatch", "If-Match", "^[ -~]{1,256}$",
     "Entity tag of the resource as it was read, or several with commas between them, or `*`: the "
     "request is refused with 412 when the resource has changed since. In a change the same as "
     "`etag`."},
    {"IfNoneMatch", "If-None-Match", "",
     "Entity tags that the client has: 304 without a body when the resource still has one of "
     "them."},
    {"Prefer", "Prefer", "",
     "`return=minimal` (RFC 7240): the answer is 204, without what was changed."},
    {"StewardTenant", "Steward-Tenant", "^[a-z][a-z0-9-]{0,62}$",
     "Tenant to work in, whose access grants let the caller in. Without it their own."},
    {"LastEventId", "Last-Event-ID", "",
     "Id of the last event received: the stream resumes after it. It goes before `from`, "
     "which a client that reconnects repeats."},
    {"Fields", "fields", "",
     "Fields to answer with, such as `name,createTime`, between commas (AIP-157); of a list with "
     "pages those of its resources. Dots lead into a field. Without it, and with `*`, all of them.",
     "query"},
    {"WebhookId", "webhook-id", "",
     "Id of the event (Standard Webhooks 1.0), the same in all attempts: answer a repeat by 2xx.",
     "header", true},
    {"WebhookTimestamp", "webhook-timestamp", "^[0-9]+$",
     "When it is sent, in seconds of Unix time.", "header", true},
    {"WebhookSignature", "webhook-signature", "^v1,[A-Za-z0-9+/]+=*( v1,[A-Za-z0-9+/]+=*)*$",
     "Base64 of the HMAC-SHA-256 over `id.timestamp.body`, of each secret that is good now.",
     "header", true},
};

struct HeaderRow {
  absl::string_view component;
  absl::string_view name;
  absl::string_view description;
};
constexpr HeaderRow kHeaders[] = {
    {"AcceptPatch", "Accept-Patch", "Of PATCH: the media types that it takes (RFC 5789)."},
    {"ETag", "ETag", "Entity tag of the resource, for If-Match and If-None-Match."},
    {"IdempotencyReplayed", "Idempotency-Replayed",
     "`true`: this is the answer of an earlier request with the same id; nothing was changed."},
    {"Link", "Link", "The next page, with `rel=\"next\"` (RFC 8288). Absent on the last page."},
    {"Location", "Location", "Where the resource is that was made."},
    {"PreferenceApplied", "Preference-Applied", "`return=minimal` (RFC 7240)."},
    {"RateLimit", "RateLimit",
     "What is left of the limits of this class of methods: `r` requests, and after `t` seconds all "
     "are there again."},
    {"RateLimitPolicy", "RateLimit-Policy",
     "The limits of the caller and the tenant in this class of methods, `x-steward-rate-class`: "
     "`q` requests in `w` seconds."},
    {"RequestId", "X-Request-Id", "Id of the request, as in the logs."},
    {"RetryAfter", "Retry-After", "Seconds to wait before the request is sent again."},
    {"Traceparent", "Traceparent", "Trace of the request (W3C Trace Context)."},
    {"EventType", "Steward-Event-Type",
     "With `validateOnly`: types of the events that the request would have caused."},
    {"WwwAuthenticate", "WWW-Authenticate",
     "`Bearer realm=\"steward\"`, and `error=\"invalid_token\"` where one was sent (RFC 6750)."},
};

struct RefusalRow {
  int status;
  absl::string_view component;
  absl::string_view description;
  // Component of a header that this status has; may be empty.
  absl::string_view header;
  // Of the example.
  absl::string_view reason;
  absl::string_view code;
};
constexpr RefusalRow kRefusals[] = {
    {0, "Error", "Refused or failed; `reason` says why.", "", "INTERNAL", "INTERNAL"},
    {400, "BadRequest", "The request is malformed or breaks a rule; `violations` names each field.",
     "", "INVALID_FIELD", "INVALID_ARGUMENT"},
    {401, "Unauthenticated", "No credential was sent, or it is not valid.", "WwwAuthenticate",
     "INVALID_TOKEN", "UNAUTHENTICATED"},
    {403, "PermissionDenied", "The caller lacks the permission that `metadata` names.", "",
     "PERMISSION_DENIED", "PERMISSION_DENIED"},
    {404, "NotFound", "The resource does not exist, or the caller may not know that it does.", "",
     "RESOURCE_NOT_FOUND", "NOT_FOUND"},
    {409, "Conflict",
     "The present state does not allow the action, the resource exists already, or it changed "
     "meanwhile.",
     "", "ILLEGAL_TRANSITION", "FAILED_PRECONDITION"},
    {412, "PreconditionFailed", "If-Match names another state of the resource.", "",
     "ETAG_MISMATCH", "ABORTED"},
    {413, "BodyTooLarge", "The body is larger than `limit` in `metadata`, in bytes.", "",
     "BODY_TOO_LARGE", "INVALID_ARGUMENT"},
    {415, "UnsupportedMediaType",
     "The body is of no media type that the method takes, or not UTF-8.", "AcceptPatch",
     "UNSUPPORTED_MEDIA_TYPE", "INVALID_ARGUMENT"},
    {422, "IdempotencyKeyReused", "The request id was used before with another request.", "",
     "IDEMPOTENCY_KEY_REUSED", "INVALID_ARGUMENT"},
    {428, "PreconditionRequired", "Changes of this tenant need an etag.", "", "ETAG_REQUIRED",
     "FAILED_PRECONDITION"},
    {429, "TooManyRequests",
     "More requests or credentials that are not valid than is allowed, or a quota is used up.",
     "RetryAfter", "RATE_LIMITED", "RESOURCE_EXHAUSTED"},
    {503, "Unavailable", "A dependency is away or the server is overloaded; retry with backoff.",
     "RetryAfter", "UNAVAILABLE", "UNAVAILABLE"},
};

constexpr absl::string_view kNotModified = "NotModified";

// Of every answer; the limits where the caller is known and has some.
constexpr absl::string_view kAlways[] = {"RequestId", "Traceparent", "RateLimit",
                                         "RateLimitPolicy"};

const HeaderRow& HeaderOf(absl::string_view component) {
  for (const HeaderRow& row : kHeaders)
    if (row.component == component) return row;
  std::abort();
}

const RefusalRow& RefusalOf(int status) {
  for (const RefusalRow& row : kRefusals)
    if (row.status == status) return row;
  std::abort();
}

Json Reference(absl::string_view kind, absl::string_view name) {
  return Json::Object({{"$ref", absl::StrCat("#/components/", kind, "/", name)}});
}

std::string ComponentOf(int status, ErrorFormat format) {
  return absl::StrCat(format == ErrorFormat::SCIM ? "Scim" : "", RefusalOf(status).component);
}

// RFC 7644 §3.12.
Json ScimErrorSchema() {
  const Json text = Json::Object({{"type", "string"}});
  const Json list = Json::Object({{"type", "array"}, {"items", text}});
  return Json::Object(
      {{"type", "object"},
       {"properties",
        Json::Object({{"schemas", list}, {"status", text}, {"scimType", text}, {"detail", text}})},
       {"required", Json::Array({"schemas", "status"})}});
}

// As gateway/transcode/problem.h writes it.
Json ProblemExample(const RefusalRow& row) {
  std::string title(row.reason.substr(0, 1));
  for (char c : row.reason.substr(1)) title.push_back(c == '_' ? ' ' : absl::ascii_tolower(c));
  return Json::Object({{"type", absl::StrCat("/docs/errors/", row.reason)},
                       {"title", title},
                       {"status", row.status == 0 ? 500 : row.status},
                       {"detail", row.description},
                       {"code", row.code},
                       {"reason", row.reason},
                       {"domain", "steward.dev"},
                       {"requestId", "5f1c0a9d2b7e4c36"}});
}

Json ScimExample(const RefusalRow& row) {
  return Json::Object({{"schemas", Json::Array({"urn:ietf:params:scim:api:messages:2.0:Error"})},
                       {"status", absl::StrCat(row.status == 0 ? 500 : row.status)},
                       {"detail", row.description}});
}

Json ErrorContent(ErrorFormat format, const Json& problem, const RefusalRow& row) {
  if (format == ErrorFormat::SCIM)
    return Json::Object({{scim::kMediaType, Json::Object({{"schema", ScimErrorSchema()},
                                                          {"example", ScimExample(row)}})}});
  return Json::Object({{"application/problem+json",
                        Json::Object({{"schema", problem}, {"example", ProblemExample(row)}})}});
}

Json ParameterObject(const ParameterRow& row) {
  Json schema = Json::Object({{"type", "string"}});
  if (!row.pattern.empty()) schema.Set("pattern", row.pattern);
  Json parameter = Json::Object({{"name", row.name}, {"in", row.in}});
  if (row.required) parameter.Set("required", true);
  return parameter.Set("description", row.description).Set("schema", std::move(schema));
}

}  // namespace

Json Shared::Parameter(absl::string_view name) {
  parameters_.emplace(name);
  return Reference("parameters", name);
}

Json Shared::Header(absl::string_view name) {
  headers_.emplace(name);
  return Reference("headers", name);
}

Json Shared::Headers(std::initializer_list<absl::string_view> names) {
  Json headers;
  for (absl::string_view name : names) headers.Set(HeaderOf(name).name, Header(name));
  for (absl::string_view name : kAlways) headers.Set(HeaderOf(name).name, Header(name));
  return headers;
}

Json Shared::Refusal(int status, ErrorFormat format) {
  refusals_.emplace(format, status);
  return Reference("responses", ComponentOf(status, format));
}

Json Shared::NotModified() {
  not_modified_ = true;
  return Reference("responses", kNotModified);
}

Json Shared::Components(const Json& problem) {
  Json responses, parameters, headers;
  if (not_modified_)
    responses.Set(kNotModified,
                  Json::Object({{"description", "The client has the resource as it is."},
                                {"headers", Headers({"ETag"})}}));
  for (const auto& [format, status] : refusals_) {
    const RefusalRow& row = RefusalOf(status);
    Json sent = row.header.empty() ? Headers({}) : Headers({row.header});
    responses.Set(ComponentOf(status, format),
                  Json::Object({{"description", row.description},
                                {"headers", std::move(sent)},
                                {"content", ErrorContent(format, problem, row)}}));
  }
  for (const ParameterRow& row : kParameters)
    if (parameters_.count(std::string(row.component)) != 0)
      parameters.Set(row.component, ParameterObject(row));
  for (const std::string& name : headers_)
    headers.Set(name, Json::Object({{"description", HeaderOf(name).description},
                                    {"schema", Json::Object({{"type", "string"}})}}));
  return Json::Object({{"responses", std::move(responses)},
                       {"parameters", std::move(parameters)},
                       {"headers", std::move(headers)}});
}

}  // namespace steward::gateway::openapi

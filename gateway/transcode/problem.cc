#include "gateway/transcode/problem.h"

#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/transcode/field_names.h"
#include "google/rpc/error_details.pb.h"
#include "platform/json/print.h"
#include "platform/observe/log_line.h"
#include "platform/observe/trace.h"
#include "platform/scim/error.h"
#include "platform/status/errors.h"
#include "platform/status/http_status.h"
#include "platform/status/metadata.h"

namespace steward::gateway {
namespace {

// AppendJsonString clips to a number of characters; nothing here is clipped.
constexpr size_t kWhole = std::numeric_limits<size_t>::max() / 8;

// Writes the members of one JSON object.
class Object {
 public:
  explicit Object(std::string* out) : out_(*out) { out_ += '{'; }
  void Text(absl::string_view name, absl::string_view value) {
    Name(name);
    observe::AppendJsonString(value, kWhole, out_);
  }
  void Raw(absl::string_view name, absl::string_view value) {
    Name(name);
    absl::StrAppend(&out_, value);
  }
  void End() { out_ += '}'; }

 private:
  void Name(absl::string_view name) {
    if (out_.back() != '{') out_ += ',';
    observe::AppendJsonString(name, kWhole, out_);
    out_ += ':';
  }
  std::string& out_;
};

std::string MetadataJson(const google::rpc::ErrorInfo& info) {
  const std::map<std::string, std::string> sorted(info.metadata().begin(), info.metadata().end());
  std::string json;
  Object object(&json);
  for (const auto& [key, value] : sorted) object.Text(key, value);
  object.End();
  return json;
}

std::string ViolationsJson(const google::rpc::BadRequest& bad_request) {
  std::string json = "[";
  for (const auto& violation : bad_request.field_violations()) {
    if (json.size() > 1) json += ',';
    Object object(&json);
    object.Text("field", violation.field());
    object.Text("description", violation.description());
    object.End();
  }
  return json + "]";
}

// The detail as JSON with its "@type", or nothing when its type is not known.
std::string DetailJson(const google::protobuf::Any& detail, json::Schema* schema) {
  const absl::string_view url = detail.type_url();
  const json::MessageTable* table =
      schema == nullptr ? nullptr : schema->Find(url.substr(url.rfind('/') + 1));
  std::string body;
  if (table == nullptr ||
      !json::PrintJson(*table, detail.value(), &body, {.empty_lists = true}).ok())
    return "";
  if (body.size() < 2 || body[0] != '{') return "";
  std::string json = "{\"@type\":";
  observe::AppendJsonString(url, kWhole, json);
  absl::StrAppend(&json, body == "{}" ? "" : ",", absl::string_view(body).substr(1));
  return json;
}

void AddDetails(const google::rpc::Status& error, const google::rpc::ErrorInfo& info,
                const ProblemContext& context, Object* object) {
  std::string others;
  for (const auto& detail : error.details()) {
    google::rpc::BadRequest bad_request;
    if (detail.Is<google::rpc::ErrorInfo>()) {
      object->Text("reason", info.reason());
      object->Text("domain", info.domain());
      object->Raw("metadata", MetadataJson(info));
    } else if (detail.UnpackTo(&bad_request)) {
      object->Raw("violations", ViolationsJson(bad_request));
    } else if (std::string json = DetailJson(detail, context.schema); !json.empty()) {
      absl::StrAppend(&others, others.empty() ? "" : ",", json);
    }
  }
  if (!others.empty()) object->Raw("details", absl::StrCat("[", others, "]"));
}

// "ETAG_MISMATCH" to "Etag mismatch".
std::string TitleOf(absl::string_view reason) {
  std::string title(reason);
  for (size_t i = 0; i < title.size(); ++i) {
    if (title[i] == '_') title[i] = ' ';
    if (i > 0 && title[i] >= 'A' && title[i] <= 'Z') title[i] += 'a' - 'A';
  }
  return title;
}

bool TellsScim(const ProblemContext& context) {
  return context.route != nullptr &&
         context.route->method->error_format == options::v1::ErrorFormat::SCIM;
}

std::string MetadataOr(const google::rpc::ErrorInfo& info, absl::string_view key,
                       const char* otherwise) {
  std::string found = errors::MetadataIn(info, key);
  return found.empty() ? otherwise : found;
}

// RFC 6750 §3: who sent no token learns of no error.
absl::string_view ChallengeOf(absl::string_view reason) {
  return reason == "INVALID_TOKEN" ? R"(Bearer realm="steward", error="invalid_token")"
                                   : R"(Bearer realm="steward")";
}

// `error` with its names as they are to be told, and its own ErrorInfo.
std::string JsonOf(const google::rpc::Status& error, const google::rpc::ErrorInfo& info, int status,
                   const ProblemContext& context) {
  const std::string& reason = info.reason();
  std::string json;
  json.reserve(512);
  Object object(&json);
  object.Text("type", reason.empty() ? "about:blank" : absl::StrCat("/docs/errors/", reason));
  object.Text("title", reason.empty() ? std::string(ReasonPhrase(status)) : TitleOf(reason));
  object.Raw("status", absl::StrCat(status));
  object.Text("detail", error.message());
  object.Text("instance", context.instance);
  object.Text("code", errors::CodeName(static_cast<absl::StatusCode>(error.code())));
  AddDetails(error, info, context, &object);
  object.Text("requestId", context.request_id);
  object.Text("traceId", observe::TraceIdOf(context.trace_parent));
  object.End();
  return json;
}

// What the status calls for.
void AddHeaders(const google::rpc::ErrorInfo& info, const ProblemContext& context,
                HttpAnswer* answer) {
  const auto add = [answer](const char* name, std::string value) {
    answer->headers.emplace_back(name, std::move(value));
  };
  if (answer->status == 401) add("WWW-Authenticate", std::string(ChallengeOf(info.reason())));
  // RFC 5789 §2.2.
  if (answer->status == 415 && context.route != nullptr && context.route->http_method == "PATCH")
    add("Accept-Patch", MetadataOr(info, "accepted", ""));
  if (answer->status == 405)
    add("Allow", MetadataOr(info, "allow", "GET, HEAD, POST, PATCH, DELETE"));
  // A quota is not there again for waiting.
  if (answer->status == 503 || (answer->status == 429 && info.reason() != "QUOTA_EXCEEDED"))
    add("Retry-After", MetadataOr(info, "retry_after_seconds", "1"));
}

google::rpc::Status Told(const google::rpc::Status& error, const ProblemContext& context) {
  return context.route == nullptr ? error : WithJsonNames(*context.route, error);
}

}  // namespace

std::string PushbackIn(const google::rpc::Status& error) {
  const std::string seconds = errors::MetadataIn(errors::InfoIn(error), "retry_after_seconds");
  return seconds.empty() ? "" : absl::StrCat(seconds, "000");
}

std::string ProblemJson(const google::rpc::Status& given, int status,
                        const ProblemContext& context) {
  const google::rpc::Status error = Told(given, context);
  return JsonOf(error, errors::InfoIn(error), status, context);
}

HttpAnswer ProblemAnswer(const google::rpc::Status& given, const ProblemContext& context) {
  const google::rpc::Status error = Told(given, context);
  const google::rpc::ErrorInfo info = errors::InfoIn(error);
  HttpAnswer answer;
  answer.status = context.status != 0
                      ? context.status
                      : errors::HttpStatus(static_cast<absl::StatusCode>(error.code()),
                                           info.reason(), context.conditional);
  if (TellsScim(context)) {
    answer.content_type = scim::kMediaType;
    answer.body = scim::ErrorJson(error, answer.status) + "\n";
  } else {
    answer.content_type = "application/problem+json";
    answer.body = JsonOf(error, info, answer.status, context) + "\n";
  }
  AddHeaders(info, context, &answer);
  return answer;
}

}  // namespace steward::gateway

#include "gateway/transcode/request.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gateway/transcode/preconditions.h"
#include "gateway/transcode/query.h"
#include "gateway/transcode/wire_field.h"
#include "google/protobuf/field_mask.pb.h"
#include "platform/json/parse.h"
#include "platform/json/wire.h"
#include "platform/observe/uuid.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/http/v1/raw.pb.h"

namespace steward::gateway {
namespace {

using errors::Reason;

void BindRawBody(const Route& route, const HttpRequest& request, std::string* wire) {
  http::v1::RawBody body;
  body.set_content_type(std::string(request.Header("content-type")));
  body.set_data(request.body);
  json::AppendLengthDelimited(route.body_field->number, body.SerializeAsString(), wire);
}

absl::string_view MediaType(absl::string_view header) {
  return absl::StripAsciiWhitespace(header.substr(0, header.find(';')));
}

bool IsMergePatch(const HttpRequest& request) {
  return absl::EqualsIgnoreCase(MediaType(request.Header("content-type")),
                                "application/merge-patch+json");
}

// A merge patch (RFC 7396) changes what it has members for: null clears.
absl::Status BindMask(const Route& route, const std::vector<std::string>& given,
                      std::string* wire) {
  const FieldPath mask = ResolveField(*route.method->request, "update_mask");
  if (mask.empty()) return absl::OkStatus();
  if (FindBytes(*wire, mask).has_value())
    return errors::Make(absl::StatusCode::kInvalidArgument, Reason::INVALID_UPDATE_MASK,
                        "A merge patch has no update mask: its members say what changes.");
  google::protobuf::FieldMask paths;
  for (const std::string& name : given)
    if (name != "etag") paths.add_paths(name);
  // Without a mask nothing is changed either: the body sets nothing.
  if (!paths.paths().empty())
    json::AppendLengthDelimited(mask.front()->number, paths.SerializeAsString(), wire);
  return absl::OkStatus();
}

// The field of the body that the path gives, too: null when there is none.
const json::FieldTable* NamedByPath(const Route& route) {
  for (const FieldPath& variable : route.variables)
    if (variable.size() == 2 && variable.front() == route.body_field) return variable.back();
  return nullptr;
}

// `given`: may be null.
absl::Status BindJson(const Route& route, absl::string_view body, const json::Limits& limits,
                      std::vector<std::string>* given, std::string* wire) {
  json::ParseOptions options;
  options.drop_output_only = true;
  options.given = given;
  options.limits = limits;
  if (route.body == Route::Body::kAll)
    return json::ParseJson(*route.method->request, body, options, wire);
  const int excluded[] = {route.body_field->number};
  std::string resource, rest;
  options.path = route.body_field->name;
  options.kept = NamedByPath(route);
  options.fallthrough = route.method->request;
  options.fallthrough_wire = &rest;
  options.fallthrough_excluded = excluded;
  RETURN_IF_ERROR(json::ParseJson(*route.body_field->message, body, options, &resource));
  wire->reserve(resource.size() + rest.size() + 128);
  json::AppendLengthDelimited(route.body_field->number, resource, wire);
  wire->append(rest);
  return absl::OkStatus();
}

// An action that needs no more than its name need not be sent an object without members.
bool SaysNothing(const Route& route, const HttpRequest& request) {
  return route.http_method == "POST" && !route.raw_body && !route.method->client_streaming &&
         request.body.empty() && request.CountOf("content-type") == 0;
}

absl::Status BindBody(const Route& route, const HttpRequest& request, const json::Limits& limits,
                      Transcoded* out) {
  if (route.raw_body) {
    BindRawBody(route, request, &out->wire);
    return absl::OkStatus();
  }
  const absl::string_view body = request.body;
  return BindJson(route, SaysNothing(route, request) ? "{}" : body, limits,
                  IsMergePatch(request) ? &out->given : nullptr, &out->wire);
}

absl::Status BindPath(const Route& route, const Target& target, std::string* wire) {
  for (size_t i = 0; i < route.variables.size(); ++i) {
    const std::string value = PathTemplate::Value(route.path.variables[i], target.segments);
    const auto given = FindBytes(*wire, route.variables[i]);
    if (given.has_value() && !given->empty() && *given != value)
      return errors::InvalidField(PathText(route.variables[i]), "differs from that of the path");
    RETURN_IF_ERROR(AppendText(route.variables[i], value, wire));
  }
  return absl::OkStatus();
}

absl::Status BindRequestId(const Route& route, const HttpRequest& request, Transcoded* out) {
  const json::FieldTable* field = route.method->request_id;
  // Better refused than believed.
  if (field == nullptr && route.method->error_format == options::v1::SCIM &&
      request.CountOf("idempotency-key") > 0)
    return errors::InvalidField("request_id", "SCIM knows no Idempotency-Key; leave it out.");
  if (field == nullptr) return absl::OkStatus();
  const auto in_body = FindBytes(out->wire, field->number);
  const bool given = in_body.has_value() && !in_body->empty();
  const int headers = request.CountOf("idempotency-key");
  if (headers > 1) return errors::InvalidField("request_id", "Idempotency-Key is given twice.");
  if (headers == 1) {
    ASSIGN_OR_RETURN(const std::string key, ParseIdempotencyKey(request.Header("idempotency-key")));
    if (given && *in_body != key)
      return errors::InvalidField("request_id", "differs from Idempotency-Key");
    if (!given) json::AppendLengthDelimited(field->number, key, &out->wire);
  } else if (!given) {
    json::AppendLengthDelimited(field->number, observe::NewUuid4(), &out->wire);
  }
  return absl::OkStatus();
}

// What the path names; empty when it names nothing.
std::string ResourceName(const Route& route, const Target& target) {
  const auto& variables = route.path.variables;
  return variables.empty() ? "" : PathTemplate::Value(variables.front(), target.segments);
}

// A failed precondition whatever the resource is like (RFC 9110 §13.1.1).
absl::Status NeverMatches(absl::string_view text, const Route& route, const Target& target) {
  return errors::Make(absl::StatusCode::kAborted, Reason::ETAG_MISMATCH, text,
                      {{"resource", ResourceName(route, target)}});
}

absl::Status BindIfMatch(const Route& route, const Target& target, const HttpRequest& request,
                         Transcoded* out) {
  const std::string header = request.All("if-match");
  if (header.empty()) return absl::OkStatus();
  const bool reads = route.http_method == "GET";
  if (!reads && route.etag.empty())
    return errors::InvalidField("etag", "This method knows no etag; leave If-Match out.");
  ASSIGN_OR_RETURN(const EntityTags tags, ParseIfMatch(header));
  if (tags.any) {
    out->conditional = true;
    return absl::OkStatus();
  }
  if (tags.strong.empty())
    return NeverMatches("A weak entity tag (W/) never matches; send the etag as it was read.",
                        route, target);
  if (reads && route.method->response_etag == nullptr)
    return NeverMatches("What this path shows has no etag; leave If-Match out.", route, target);
  out->conditional = true;
  // What is read is compared as it is answered.
  if (reads) return absl::OkStatus();
  const std::string joined = absl::StrJoin(tags.strong, ",");
  const auto given = FindBytes(out->wire, route.etag);
  if (given.has_value() && !given->empty() && *given != joined)
    return errors::InvalidField(PathText(route.etag), "differs from If-Match");
  return AppendText(route.etag, joined, &out->wire);
}

bool IsUtf8Charset(absl::string_view header) {
  const size_t semicolon = header.find(';');
  if (semicolon == absl::string_view::npos) return true;
  for (absl::string_view parameter : absl::StrSplit(header.substr(semicolon + 1), ';')) {
    parameter = absl::StripAsciiWhitespace(parameter);
    if (!absl::StartsWithIgnoreCase(parameter, "charset=")) continue;
    parameter.remove_prefix(8);
    absl::ConsumePrefix(&parameter, "\"");
    absl::ConsumeSuffix(&parameter, "\"");
    if (!absl::EqualsIgnoreCase(parameter, "utf-8")) return false;
  }
  return true;
}

// How exactly a media range names the type: 3 itself, 2 and 1 with stars, 0 not at all.
int PrecisionOf(absl::string_view range, absl::string_view media_type) {
  if (absl::EqualsIgnoreCase(range, media_type)) return 3;
  const absl::string_view main = media_type.substr(0, media_type.find('/') + 1);
  if (absl::StartsWithIgnoreCase(range, main) && range.substr(main.size()) == "*") return 2;
  return range == "*/*" ? 1 : 0;
}

// Whether the range has the weight 0, as in "text/html; q=0.000".
bool IsUnwanted(absl::string_view range) {
  const std::vector<absl::string_view> parts = absl::StrSplit(range, ';');
  for (size_t i = 1; i < parts.size(); ++i) {
    absl::string_view weight = absl::StripAsciiWhitespace(parts[i]);
    if (!absl::ConsumePrefix(&weight, "q=") && !absl::ConsumePrefix(&weight, "Q=")) continue;
    return weight.find_first_not_of("0.") == absl::string_view::npos;
  }
  return false;
}

bool Takes(const Route& route, absl::string_view type) {
  return std::any_of(route.body_types.begin(), route.body_types.end(),
                     [&](const std::string& each) { return absl::EqualsIgnoreCase(type, each); });
}

}  // namespace

absl::StatusOr<Transcoded> TranscodeRequest(const Route& route, const Target& target,
                                            const HttpRequest& request,
                                            const json::Limits& limits) {
  Transcoded out;
  if (route.body != Route::Body::kNone) RETURN_IF_ERROR(BindBody(route, request, limits, &out));
  RETURN_IF_ERROR(BindPath(route, target, &out.wire));
  RETURN_IF_ERROR(BindQuery(route, target.query, &out.wire));
  if (IsMergePatch(request)) RETURN_IF_ERROR(BindMask(route, out.given, &out.wire));
  RETURN_IF_ERROR(BindRequestId(route, request, &out));
  RETURN_IF_ERROR(BindIfMatch(route, target, request, &out));
  return out;
}

absl::StatusOr<Transcoded> TranscodeUploadHead(const Route& route, const Target& target,
                                               const HttpRequest& request) {
  Transcoded out;
  RETURN_IF_ERROR(BindPath(route, target, &out.wire));
  RETURN_IF_ERROR(BindQuery(route, target.query, &out.wire));
  RETURN_IF_ERROR(BindRequestId(route, request, &out));
  return out;
}

absl::StatusOr<std::string> TranscodeUploadLine(const Route& route, absl::string_view line,
                                                const json::Limits& limits) {
  std::string wire;
  RETURN_IF_ERROR(BindJson(route, line, limits, nullptr, &wire));
  return wire;
}

absl::Status CheckContentType(const Route& route, const HttpRequest& request) {
  if (route.body == Route::Body::kNone) {
    if (request.body.empty()) return absl::OkStatus();
    return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                        "This method takes no body.");
  }
  if (SaysNothing(route, request)) return absl::OkStatus();
  const absl::string_view header = request.Header("content-type");
  if (request.CountOf("content-type") == 1 && Takes(route, MediaType(header)) &&
      IsUtf8Charset(header) && request.All("content-encoding").empty())
    return absl::OkStatus();
  return errors::Make(
      absl::StatusCode::kInvalidArgument, Reason::UNSUPPORTED_MEDIA_TYPE,
      absl::StrCat(request.CountOf("content-type") > 1
                       ? "Content-Type is given more than once. The body must be "
                       : "The body must be ",
                   absl::StrJoin(route.body_types, " or "), " in UTF-8, not compressed."),
      {{"accepted", absl::StrJoin(route.body_types, ", ")}});
}

bool Accepts(absl::string_view accept, absl::string_view media_type) {
  if (absl::StripAsciiWhitespace(accept).empty()) return true;
  // The range that says most about the type decides (RFC 9110 §12.5.1).
  int decided_by = 0;
  bool accepted = false;
  for (absl::string_view range : absl::StrSplit(accept, ',')) {
    const int precision = PrecisionOf(MediaType(range), media_type);
    if (precision <= decided_by) continue;
    decided_by = precision;
    accepted = !IsUnwanted(range);
  }
  return accepted;
}

}  // namespace steward::gateway

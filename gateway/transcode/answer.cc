#include "gateway/transcode/answer.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/transcode/preconditions.h"
#include "gateway/transcode/prefer.h"
#include "gateway/transcode/request.h"
#include "gateway/transcode/wire_field.h"
#include "platform/json/print.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/http/v1/raw.pb.h"

namespace steward::gateway {
namespace {

std::string PercentEncoded(absl::string_view text) {
  std::string encoded;
  for (unsigned char c : text) {
    if (absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~')
      encoded.push_back(static_cast<char>(c));
    else
      absl::StrAppend(&encoded, "%", absl::Hex(c, absl::kZeroPad2));
  }
  return encoded;
}

absl::string_view Field(const json::FieldTable* field, absl::string_view wire) {
  if (field == nullptr) return {};
  return FindBytes(wire, field->number).value_or(absl::string_view());
}

// The first media type of the method that the client accepts.
absl::string_view OfferedType(const Method& method, const HttpRequest& request) {
  for (const std::string& type : method.media_types)
    if (Accepts(request.All("accept"), type)) return type;
  return method.media_types.front();
}

absl::Status AnswerRaw(const Method& method, const HttpRequest& request, absl::string_view wire,
                       HttpAnswer* answer) {
  http::v1::RawAnswer raw;
  if (!raw.ParseFromArray(wire.data(), static_cast<int>(wire.size())) ||
      (raw.status() != 0 && (raw.status() < 200 || raw.status() > 299)))
    return errors::Internal("a raw answer cannot be sent");
  if (raw.status() != 0) answer->status = raw.status();
  if (!raw.location().empty()) answer->headers.emplace_back("Location", raw.location());
  if (!raw.has_body()) return absl::OkStatus();
  answer->content_type = OfferedType(method, request);
  answer->body = std::move(*raw.mutable_body()->mutable_data());
  return absl::OkStatus();
}

// What is read must be what the client means; a change was judged by its service.
absl::Status CheckIfMatch(const Route& route, const HttpRequest& request, absl::string_view etag) {
  const std::string header = request.All("if-match");
  if (route.http_method != "GET" || header.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const EntityTags tags, ParseIfMatch(header));
  if (tags.Match(etag)) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kAborted, errors::Reason::ETAG_MISMATCH,
                      "The resource changed since this etag was read.");
}

// Of a resource that was just made: where it is found.
void AddLocation(const Route& route, absl::string_view wire, HttpAnswer* answer) {
  const Method& method = *route.method;
  const bool makes =
      method.begins_operation || absl::StartsWith(method.descriptor->name(), "Create");
  if (method.response_name == nullptr || !makes) return;
  const absl::string_view name = Field(method.response_name, wire);
  if (!name.empty())
    answer->headers.emplace_back("Location",
                                 absl::StrCat("/", route.path.segments.front(), "/", name));
}

// A change whose client does not want the resource back, which it can read where it needs it.
bool AnswerMinimal(const Route& route, const HttpRequest& request, HttpAnswer* answer) {
  // What goes on is not done, which 204 would say.
  if (route.http_method == "GET" || !route.method->answers_resource ||
      route.method->begins_operation || !PrefersMinimal(request.All("prefer")))
    return false;
  answer->status = 204;
  answer->headers.emplace_back("Preference-Applied", "return=minimal");
  return true;
}

// Work that goes on after the answer (RFC 9110 §15.3.3).
void AnswerAccepted(const HttpRequest& request, HttpAnswer* answer) {
  answer->status = 202;
  if (PrefersAsync(request.All("prefer")))
    answer->headers.emplace_back("Preference-Applied", "respond-async");
}

}  // namespace

std::string NextLink(absl::string_view target, absl::string_view page_token) {
  const absl::string_view path = PathOf(target);
  std::string link = absl::StrCat("<", path, "?");
  if (path.size() < target.size())
    for (absl::string_view pair : absl::StrSplit(target.substr(path.size() + 1), '&'))
      if (!pair.empty() && !absl::StartsWith(pair, "pageToken=") &&
          !absl::StartsWith(pair, "page_token="))
        absl::StrAppend(&link, pair, "&");
  absl::StrAppend(&link, "pageToken=", PercentEncoded(page_token), ">; rel=\"next\"");
  return link;
}

absl::StatusOr<HttpAnswer> TranscodeReply(const Route& route, const HttpRequest& request,
                                          const rpc::Reply& reply, const ShownFields& shown) {
  HttpAnswer answer;
  const Method& method = *route.method;
  const absl::string_view wire = reply.body;
  const absl::string_view etag = Field(method.response_etag, wire);
  RETURN_IF_ERROR(CheckIfMatch(route, request, etag));
  if (!etag.empty()) {
    answer.headers.emplace_back("ETag", absl::StrCat("\"", etag, "\""));
    const std::string known = request.All("if-none-match");
    if (route.http_method == "GET" && !known.empty() && MatchesAny(known, etag)) {
      answer.status = 304;
      return answer;
    }
  }
  if (method.answers_raw) {
    RETURN_IF_ERROR(AnswerRaw(method, request, wire, &answer));
    return answer;
  }
  // What was only tried is nowhere.
  if (reply.Metadata("steward-event-type").empty()) AddLocation(route, wire, &answer);
  if (method.begins_operation) AnswerAccepted(request, &answer);
  if (!AnswerMinimal(route, request, &answer)) {
    answer.content_type = "application/json";
    RETURN_IF_ERROR(json::PrintJson(*method.response, wire, &answer.body,
                                    {.empty_lists = true, .mask = shown.get()}));
    answer.body += '\n';
  }
  if (const absl::string_view token = Field(method.response_next_page_token, wire); !token.empty())
    answer.headers.emplace_back("Link", NextLink(request.target, token));
  if (reply.Metadata("steward-replayed") == "true")
    answer.headers.emplace_back("Idempotency-Replayed", "true");
  if (const absl::string_view type = reply.Metadata("steward-event-type"); !type.empty())
    answer.headers.emplace_back("Steward-Event-Type", std::string(type));
  return answer;
}

}  // namespace steward::gateway

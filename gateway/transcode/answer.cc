#include "gateway/transcode/answer.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/transcode/preconditions.h"
#include "gateway/transcode/wire_field.h"
#include "platform/json/print.h"
#include "platform/status/macros.h"

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
                                          const Reply& reply) {
  HttpAnswer answer;
  const Method& method = *route.method;
  const absl::string_view wire = reply.bytes();
  if (const absl::string_view etag = Field(method.response_etag, wire); !etag.empty()) {
    answer.headers.emplace_back("ETag", absl::StrCat("\"", etag, "\""));
    const absl::string_view known = request.Header("if-none-match");
    if (route.http_method == "GET" && !known.empty() && MatchesAny(known, etag)) {
      answer.status = 304;
      return answer;
    }
  }
  answer.content_type = "application/json";
  RETURN_IF_ERROR(json::PrintJson(*method.response, wire, &answer.body, {.empty_lists = true}));
  answer.body += '\n';
  if (const absl::string_view token = Field(method.response_next_page_token, wire); !token.empty())
    answer.headers.emplace_back("Link", NextLink(request.target, token));
  if (reply.Metadata("steward-replayed") == "true")
    answer.headers.emplace_back("Idempotency-Replayed", "true");
  if (const absl::string_view type = reply.Metadata("steward-event-type"); !type.empty())
    answer.headers.emplace_back("Steward-Event-Type", std::string(type));
  return answer;
}

}  // namespace steward::gateway

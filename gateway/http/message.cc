#include "gateway/http/message.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace steward::gateway {

absl::string_view HttpRequest::Header(absl::string_view name) const {
  for (const auto& [key, value] : headers)
    if (absl::EqualsIgnoreCase(key, name)) return value;
  return {};
}

std::string HttpRequest::All(absl::string_view name) const {
  std::string all;
  for (const auto& [key, value] : headers)
    if (absl::EqualsIgnoreCase(key, name)) absl::StrAppend(&all, all.empty() ? "" : ",", value);
  return all;
}

int HttpRequest::CountOf(absl::string_view name) const {
  int count = 0;
  for (const auto& [key, value] : headers) count += absl::EqualsIgnoreCase(key, name) ? 1 : 0;
  return count;
}

absl::string_view ReasonPhrase(int status) {
  static constexpr std::pair<int, absl::string_view> kPhrases[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {424, "Failed Dependency"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {499, "Client Closed Request"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  };
  for (const auto& [code, phrase] : kPhrases)
    if (code == status) return phrase;
  return "Unknown";
}

}  // namespace steward::gateway

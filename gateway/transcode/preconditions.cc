#include "gateway/transcode/preconditions.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

bool IsKey(absl::string_view text) {
  if (text.empty() || text.size() > 255) return false;
  for (char c : text)
    if (c < '!' || c > '~') return false;
  return true;
}

bool Unquote(absl::string_view text, std::string* out) {
  if (text.size() < 2 || text.back() != '"') return false;
  for (size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '"') return false;
    if (text[i] == '\\') {
      ++i;
      if (i + 1 == text.size() || (text[i] != '"' && text[i] != '\\')) return false;
    }
    out->push_back(text[i]);
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> ParseIdempotencyKey(absl::string_view header) {
  std::string key;
  const bool quoted = !header.empty() && header[0] == '"';
  if (!quoted) key = std::string(header);
  if ((quoted && !Unquote(header, &key)) || !IsKey(key))
    return errors::InvalidField("request_id",
                                "Idempotency-Key must be 1 to 255 printable ASCII characters.");
  return key;
}

absl::StatusOr<EntityTag> ParseIfMatch(absl::string_view header) {
  EntityTag result;
  if (header == "*") {
    result.any = true;
    return result;
  }
  result.weak = absl::ConsumePrefix(&header, "W/");
  const bool quoted = header.size() >= 2 && header[0] == '"' && header.back() == '"';
  if (quoted) header = header.substr(1, header.size() - 2);
  bool good = !header.empty() && header.size() <= 64;
  for (char c : header) good = good && absl::ascii_isgraph(c) && c != '"' && c != ',';
  if (!good) return errors::InvalidField("etag", "If-Match must hold one entity tag.");
  result.tag = std::string(header);
  return result;
}

bool MatchesAny(absl::string_view if_none_match, absl::string_view etag) {
  for (absl::string_view tag : absl::StrSplit(if_none_match, ',')) {
    tag = absl::StripAsciiWhitespace(tag);
    if (tag == "*") return true;
    absl::ConsumePrefix(&tag, "W/");
    absl::ConsumePrefix(&tag, "\"");
    absl::ConsumeSuffix(&tag, "\"");
    if (!tag.empty() && tag == etag) return true;
  }
  return false;
}

}  // namespace steward::gateway

#include "gateway/transcode/preconditions.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
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

bool IsTag(absl::string_view text) {
  return !text.empty() && absl::c_all_of(text, [](char c) {
    return absl::ascii_isgraph(c) && c != '"' && c != '*';
  });
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
    return errors::InvalidField(
        "request_id",
        "Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.");
  return key;
}

bool EntityTags::Match(absl::string_view etag) const {
  return any || absl::c_linear_search(strong, etag);
}

absl::StatusOr<EntityTags> ParseIfMatch(absl::string_view header) {
  EntityTags tags;
  tags.any = absl::StripAsciiWhitespace(header) == "*";
  if (tags.any) return tags;
  int count = 0;
  for (absl::string_view tag : absl::StrSplit(header, ',')) {
    tag = absl::StripAsciiWhitespace(tag);
    // A list may have empty elements (RFC 9110 §5.6.1.2).
    if (tag.empty()) continue;
    const bool weak = absl::ConsumePrefix(&tag, "W/");
    if (tag.size() >= 2 && tag[0] == '"' && tag.back() == '"') tag = tag.substr(1, tag.size() - 2);
    if (!IsTag(tag)) return errors::InvalidField("etag", "If-Match must hold entity tags, or *.");
    if (tag.size() > kEntityTagMax)
      return errors::InvalidField(
          "etag", absl::StrCat("An entity tag has at most ", kEntityTagMax, " characters."));
    if (++count > kEntityTagsMax)
      return errors::InvalidField(
          "etag", absl::StrCat("If-Match holds at most ", kEntityTagsMax, " entity tags."));
    if (!weak) tags.strong.emplace_back(tag);
  }
  if (count == 0) return errors::InvalidField("etag", "If-Match must hold entity tags, or *.");
  return tags;
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

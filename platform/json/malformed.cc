#include "platform/json/malformed.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::json {
namespace {

// Length of the code point that begins the text; 0: it is none.
size_t CodePointLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xc2 && lead <= 0xdf   ? 2
                        : lead >= 0xe0 && lead <= 0xef ? 3
                        : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                       : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  const bool beyond = (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf4 && byte(1) > 0x8f);
  return overlong || beyond ? 0 : length;
}

}  // namespace

Position PositionOf(absl::string_view text, size_t offset) {
  const absl::string_view before = text.substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;
  return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          1 + static_cast<int>(before.size() - line_start)};
}

size_t ValidUtf8Prefix(absl::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = CodePointLength(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

absl::Status Malformed(const std::string& path, absl::string_view text, absl::string_view body,
                       absl::optional<size_t> offset) {
  errors::Metadata metadata = {{"field", path}};
  std::string place;
  if (offset.has_value()) {
    const Position position = PositionOf(body, *offset);
    metadata.emplace_back("line", absl::StrCat(position.line));
    metadata.emplace_back("column", absl::StrCat(position.column));
    place = absl::StrCat(", at line ", position.line, ", column ", position.column);
  }
  return errors::Make(absl::StatusCode::kInvalidArgument, error::v1::MALFORMED_REQUEST,
                      absl::StrCat(path, path.empty() ? "" : ": ", text, place, "."), metadata);
}

}  // namespace steward::json

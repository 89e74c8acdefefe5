#include "gateway/transcode/target.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

constexpr size_t kMaxSegments = 64;
constexpr size_t kMaxParameters = 256;

absl::Status Malformed(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST, text);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = absl::ascii_tolower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Decodes %XX, and '+' in queries. False for a broken escape or a control character.
bool Decode(absl::string_view text, bool plus_is_space, std::string* out) {
  out->reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = HexDigit(text[i + 1]), low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high << 4 | low);
      i += 2;
      if (c == '\0') return false;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) {
      return false;
    }
    out->push_back(c);
  }
  return IsUtf8(*out);
}

// Decodes a segment, or the verb behind it.
absl::Status DecodePart(absl::string_view raw, std::string* part) {
  if (!Decode(raw, false, part))
    return Malformed("The path holds a broken escape, or is not UTF-8.");
  for (char c : *part)
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c)) || c == '/' || c == '\\')
      return Malformed("The path holds a character that paths may not hold.");
  return absl::OkStatus();
}

absl::Status AddSegment(absl::string_view raw, Target* target) {
  std::string segment;
  if (absl::Status status = DecodePart(raw, &segment); !status.ok()) return status;
  if (segment.empty() || segment == "." || segment == "..")
    return Malformed("The path holds an empty or relative segment.");
  target->segments.push_back(std::move(segment));
  return absl::OkStatus();
}

absl::Status ParsePath(absl::string_view path, Target* target) {
  path.remove_prefix(1);
  if (path.empty()) return absl::OkStatus();
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (parts.size() > kMaxSegments) return Malformed("The path has too many segments.");
  target->segments.reserve(parts.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    absl::string_view part = parts[i];
    const size_t colon = part.rfind(':');
    if (i + 1 == parts.size() && colon != absl::string_view::npos) {
      if (absl::Status status = DecodePart(part.substr(colon + 1), &target->verb); !status.ok())
        return status;
      part = part.substr(0, colon);
    }
    if (absl::Status status = AddSegment(part, target); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ParseQuery(absl::string_view text, Target* target) {
  if (text.empty()) return absl::OkStatus();
  for (absl::string_view pair : absl::StrSplit(text, '&')) {
    if (pair.empty()) continue;
    if (target->query.size() == kMaxParameters) return Malformed("There are too many parameters.");
    const size_t equals = pair.find('=');
    auto& [name, value] = target->query.emplace_back();
    const bool good =
        Decode(pair.substr(0, equals), true, &name) &&
        (equals == absl::string_view::npos || Decode(pair.substr(equals + 1), true, &value));
    if (!good) return Malformed("The query holds a broken escape, or is not UTF-8.");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Target> ParseTarget(absl::string_view text) {
  Target target;
  if (text.empty() || text[0] != '/' || text.find('#') != absl::string_view::npos)
    return Malformed("The request target must be a path.");
  const absl::string_view path = PathOf(text);
  if (absl::Status status = ParsePath(path, &target); !status.ok()) return status;
  if (path.size() < text.size())
    if (absl::Status status = ParseQuery(text.substr(path.size() + 1), &target); !status.ok())
      return status;
  return target;
}

absl::string_view PathOf(absl::string_view target) { return target.substr(0, target.find('?')); }

bool IsUtf8(absl::string_view bytes) {
  for (size_t i = 0; i < bytes.size();) {
    const unsigned char lead = bytes[i];
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || i + more >= bytes.size()) return false;
    for (int k = 1; k <= more; ++k)
      if ((static_cast<unsigned char>(bytes[i + k]) & 0xc0) != 0x80) return false;
    const unsigned char second = bytes[i + 1];
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
        (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f))
      return false;
    i += more + 1;
  }
  return true;
}

}  // namespace steward::gateway

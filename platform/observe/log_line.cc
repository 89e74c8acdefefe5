#include "platform/observe/log_line.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <ctime>
#include <limits>

namespace steward::observe {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";
constexpr absl::string_view kEllipsis = "\xE2\x80\xA6";

bool IsPlain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Bytes of the well-formed UTF-8 sequence (Unicode 15, table 3-7) at the start of `text`; 0 when
// there is none.
size_t SequenceLength(absl::string_view text) {
  unsigned char first = text[0];
  size_t length = first < 0x80   ? 1
                  : first < 0xC2 ? 0
                  : first < 0xE0 ? 2
                  : first < 0xF0 ? 3
                  : first < 0xF5 ? 4
                                 : 0;
  if (length == 0 || text.size() < length) return 0;
  if (length == 1) return 1;
  unsigned char second = text[1];
  unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  return length;
}

void AppendEscaped(unsigned char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u00";
  out += kHex[c >> 4];
  out += kHex[c & 0xF];
}

// C1 controls and the line separators of Unicode break lines in terminals and log viewers.
bool IsUnicodeControl(absl::string_view sequence) {
  return (sequence.size() == 2 && sequence[0] == '\xC2' &&
          static_cast<unsigned char>(sequence[1]) < 0xA0) ||
         sequence == "\xE2\x80\xA8" || sequence == "\xE2\x80\xA9";
}

template <class Number>
void AppendNumber(Number number, std::string& out) {
  char buffer[32];
  auto end = std::to_chars(buffer, buffer + sizeof(buffer), number);
  out.append(buffer, end.ptr);
}

// Seconds are formatted once a second and thread: the calendar is the slow part.
void AppendTime(absl::Time time, std::string& out) {
  thread_local int64_t known_second = std::numeric_limits<int64_t>::min();
  thread_local char text[20];
  int64_t micros = absl::ToUnixMicros(time);
  int64_t second = micros / 1000000;
  int64_t fraction = micros % 1000000;
  if (fraction < 0) {
    fraction += 1000000;
    --second;
  }
  if (second != known_second) {
    std::time_t seconds = second;
    std::tm parts;
    gmtime_r(&seconds, &parts);
    std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
    known_second = second;
  }
  char digits[8] = {'.'};
  for (int i = 6; i >= 1; --i, fraction /= 10) digits[i] = static_cast<char>('0' + fraction % 10);
  digits[7] = 'Z';
  out.append(text, 19).append(digits, sizeof(digits));
}

absl::string_view LevelText(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
    case Level::kFatal:
      return "fatal";
  }
  return "error";
}

void AppendValue(const Field::Value& value, std::string& out) {
  if (const auto* text = std::get_if<absl::string_view>(&value)) {
    AppendJsonString(*text, kFieldCharsMax, out);
  } else if (const auto* whole = std::get_if<int64_t>(&value)) {
    AppendNumber(*whole, out);
  } else if (const auto* natural = std::get_if<uint64_t>(&value)) {
    AppendNumber(*natural, out);
  } else if (const auto* real = std::get_if<double>(&value)) {
    if (std::isfinite(*real)) {
      AppendNumber(*real, out);
    } else {
      out += "null";
    }
  } else {
    out += std::get<bool>(value) ? "true" : "false";
  }
}

}  // namespace

void AppendJsonString(absl::string_view text, size_t chars_max, std::string& out) {
  out += '"';
  size_t chars = 0;
  size_t at = 0;
  while (at < text.size() && chars < chars_max) {
    size_t plain = at;
    while (plain < text.size() && chars < chars_max && IsPlain(text[plain])) ++plain, ++chars;
    out.append(text.data() + at, plain - at);
    at = plain;
    if (at == text.size() || chars == chars_max) break;
    ++chars;
    size_t length = SequenceLength(text.substr(at));
    if (length <= 1) {
      if (length == 1) AppendEscaped(text[at], out);
      if (length == 0) out.append(kReplacement.data(), kReplacement.size());
      ++at;
      continue;
    }
    absl::string_view sequence = text.substr(at, length);
    if (IsUnicodeControl(sequence)) sequence = kReplacement;
    out.append(sequence.data(), sequence.size());
    at += length;
  }
  if (at < text.size()) out.append(kEllipsis.data(), kEllipsis.size());
  out += '"';
}

void AppendLogLine(absl::Time time, Level level, absl::string_view prefix,
                   absl::string_view message, absl::Span<const Field> fields, std::string& out) {
  absl::string_view level_text = LevelText(level);
  out += "{\"ts\":\"";
  AppendTime(time, out);
  out.append("\",\"level\":\"").append(level_text.data(), level_text.size()).append("\",");
  out.append(prefix.data(), prefix.size()).append("\"msg\":");
  AppendJsonString(message, kFieldCharsMax * 4, out);
  for (const Field& field : fields) {
    out.append(",\"").append(field.key.data(), field.key.size()).append("\":");
    AppendValue(field.value, out);
  }
  out += "}\n";
}

}  // namespace steward::observe

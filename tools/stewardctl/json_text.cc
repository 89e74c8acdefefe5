#include "tools/stewardctl/json_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace steward::ctl {
namespace {

// The end of the string that begins at `at`.
size_t EndOfString(absl::string_view json, size_t at) {
  size_t end = at + 1;
  while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return end + 1;
}

void BreakLine(size_t depth, absl::string_view margin, std::string* text) {
  absl::StrAppend(text, "\n", margin, std::string(2 * depth, ' '));
}

}  // namespace

std::string QuotedJson(absl::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&quoted, "\\u%04x", c);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

void JsonObject::Text(absl::string_view name, absl::string_view value) {
  Raw(name, QuotedJson(value));
}

void JsonObject::Raw(absl::string_view name, absl::string_view json) {
  absl::StrAppend(&text_, text_.size() == 1 ? "" : ",", QuotedJson(name), ":", json);
}

std::string JsonObject::End() { return text_ + "}"; }

std::string IndentedJson(absl::string_view json, absl::string_view margin) {
  std::string text;
  size_t depth = 0;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      const size_t end = EndOfString(json, i);
      absl::StrAppend(&text, json.substr(i, end - i));
      i = end - 1;
    } else if (c == '{' || c == '[') {
      text += c;
      if (i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']')) {
        text += json[++i];
      } else {
        BreakLine(++depth, margin, &text);
      }
    } else if (c == '}' || c == ']') {
      BreakLine(--depth, margin, &text);
      text += c;
    } else if (c == ',') {
      text += c;
      BreakLine(depth, margin, &text);
    } else if (c == ':') {
      text += ": ";
    } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
      text += c;
    }
  }
  return text;
}

}  // namespace steward::ctl

#include "gateway/openapi/comments.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace steward::gateway::openapi {
namespace {

// "hold_reason", but neither "state = NEW" nor "name".
bool IsSnakeCase(absl::string_view text) {
  if (text.empty() || !absl::ascii_islower(text[0]) || !absl::ascii_isalnum(text.back()))
    return false;
  for (char c : text)
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  return absl::StrContains(text, "_");
}

std::string ToCamelCase(absl::string_view text) {
  std::string camel;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_')
      camel.push_back(i > 0 && text[i - 1] == '_' ? absl::ascii_toupper(text[i]) : text[i]);
  }
  return camel;
}

bool StartsListItem(absl::string_view line) {
  return absl::StartsWith(line, "- ") || absl::StartsWith(line, "* ");
}

std::string JoinLines(absl::string_view comment) {
  std::string text;
  bool paragraph = false, example = false;
  for (absl::string_view line : absl::StrSplit(comment, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) {
      paragraph = !text.empty();
      example = false;
      continue;
    }
    example = example || line == kExampleRequest || line == kExampleAnswer;
    if (example) continue;
    const absl::string_view gap = StartsListItem(line) ? "\n" : " ";
    absl::StrAppend(&text, text.empty() ? "" : paragraph ? "\n\n" : gap, line);
    paragraph = false;
  }
  return text;
}

}  // namespace

std::string ToMarkdown(absl::string_view comment) {
  const std::vector<std::string> parts = absl::StrSplit(JoinLines(comment), '`');
  std::string text = parts[0];
  for (size_t i = 1; i < parts.size(); ++i) {
    const bool quoted = i % 2 == 1 && i + 1 < parts.size();
    absl::StrAppend(&text, "`", quoted && IsSnakeCase(parts[i]) ? ToCamelCase(parts[i]) : parts[i]);
  }
  return text;
}

std::string ExampleBelow(absl::string_view heading, absl::string_view comment) {
  std::string example;
  bool below = false;
  for (absl::string_view line : absl::StrSplit(comment, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    const bool heads = line == kExampleRequest || line == kExampleAnswer;
    if (below && (heads || line.empty())) break;
    if (below) absl::StrAppend(&example, example.empty() ? "" : " ", line);
    below = below || line == heading;
  }
  return example;
}

std::string FirstSentence(absl::string_view markdown) {
  absl::string_view line = markdown.substr(0, markdown.find('\n'));
  const size_t end = line.find(". ");
  if (end != absl::string_view::npos) return std::string(line.substr(0, end));
  if (absl::EndsWith(line, ".")) line.remove_suffix(1);
  return std::string(line);
}

std::vector<std::string> SuchAs(absl::string_view text) {
  constexpr absl::string_view kWords = "such as ";
  std::vector<std::string> values;
  for (size_t at = text.find(kWords); at != absl::string_view::npos; at = text.find(kWords, at)) {
    at += kWords.size();
    if (at == text.size() || (text[at] != '"' && text[at] != '`')) continue;
    const size_t end = text.find(text[at], at + 1);
    if (end == absl::string_view::npos) break;
    const absl::string_view value = text.substr(at + 1, end - at - 1);
    if (!value.empty() && !absl::StrContains(value, "…")) values.emplace_back(value);
    at = end;
  }
  return values;
}

}  // namespace steward::gateway::openapi

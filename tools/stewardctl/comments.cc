#include "tools/stewardctl/comments.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {

std::string Paragraphs(absl::string_view comment) {
  std::string text;
  bool gap = false;
  for (absl::string_view line : absl::StrSplit(comment, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) {
      gap = !text.empty();
      continue;
    }
    absl::StrAppend(&text, text.empty() ? "" : gap ? "\n\n" : " ", line);
    gap = false;
  }
  return text;
}

std::string FirstSentence(absl::string_view paragraphs) {
  absl::string_view line = paragraphs.substr(0, paragraphs.find('\n'));
  if (const size_t end = line.find(". "); end != absl::string_view::npos)
    return std::string(line.substr(0, end));
  if (absl::EndsWith(line, ".")) line.remove_suffix(1);
  return std::string(line);
}

std::string Wrapped(absl::string_view paragraphs, absl::string_view margin, size_t width) {
  std::string text;
  for (absl::string_view paragraph : absl::StrSplit(paragraphs, '\n')) {
    std::string line;
    for (absl::string_view word : absl::StrSplit(paragraph, ' ', absl::SkipEmpty())) {
      if (!line.empty() && Width(margin) + Width(line) + 1 + Width(word) > width) {
        absl::StrAppend(&text, margin, line, "\n");
        line.clear();
      }
      absl::StrAppend(&line, line.empty() ? "" : " ", word);
    }
    absl::StrAppend(&text, line.empty() ? "" : margin, line, "\n");
  }
  return text;
}

}  // namespace steward::ctl

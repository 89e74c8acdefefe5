#include "gateway/transcode/template.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

absl::Status Invalid(absl::string_view text) {
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::INTERNAL,
                      absl::StrCat("'", text, "' is not a path template."));
}

bool IsLiteral(absl::string_view text) {
  for (char c : text)
    if (!absl::ascii_isalnum(c) && c != '_' && c != '-' && c != '.') return false;
  return !text.empty();
}

bool AddSegments(absl::string_view text, PathTemplate* result) {
  for (absl::string_view part : absl::StrSplit(text, '/')) {
    if (part != "*" && !IsLiteral(part)) return false;
    result->segments.emplace_back(part);
  }
  return true;
}

}  // namespace

absl::StatusOr<PathTemplate> ParseTemplate(absl::string_view text) {
  PathTemplate result;
  absl::string_view rest = text;
  const size_t colon = rest.rfind(':');
  if (colon != absl::string_view::npos) {
    result.verb = std::string(rest.substr(colon + 1));
    rest = rest.substr(0, colon);
    if (!IsLiteral(result.verb)) return Invalid(text);
  }
  while (!rest.empty()) {
    if (rest[0] != '/') return Invalid(text);
    rest.remove_prefix(1);
    if (rest.empty()) return Invalid(text);
    if (rest[0] != '{') {
      const absl::string_view segment = rest.substr(0, rest.find('/'));
      if (!AddSegments(segment, &result)) return Invalid(text);
      rest.remove_prefix(segment.size());
      continue;
    }
    const size_t end = rest.find('}');
    if (end == absl::string_view::npos) return Invalid(text);
    const absl::string_view inner = rest.substr(1, end - 1);
    const size_t equals = inner.find('=');
    PathTemplate::Variable variable;
    variable.field = std::string(inner.substr(0, equals));
    variable.first = static_cast<int>(result.segments.size());
    const absl::string_view pattern =
        equals == absl::string_view::npos ? "*" : inner.substr(equals + 1);
    if (!IsLiteral(variable.field) || !AddSegments(pattern, &result)) return Invalid(text);
    variable.last = static_cast<int>(result.segments.size());
    result.variables.push_back(std::move(variable));
    rest.remove_prefix(end + 1);
  }
  if (result.segments.empty()) return Invalid(text);
  return result;
}

std::string PathTemplate::Value(const Variable& variable,
                                const std::vector<std::string>& segments) {
  std::string value;
  for (int i = variable.first; i < variable.last; ++i)
    absl::StrAppend(&value, i == variable.first ? "" : "/", segments[i]);
  return value;
}

}  // namespace steward::gateway

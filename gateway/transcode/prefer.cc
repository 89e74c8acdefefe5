#include "gateway/transcode/prefer.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace steward::gateway {
namespace {

// "return = \"minimal\" ; foo" to name and value.
std::pair<absl::string_view, absl::string_view> Preference(absl::string_view text) {
  text = text.substr(0, text.find(';'));
  const size_t equals = text.find('=');
  absl::string_view value = equals == absl::string_view::npos ? "" : text.substr(equals + 1);
  value = absl::StripAsciiWhitespace(value);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  return {absl::StripAsciiWhitespace(text.substr(0, equals)), value};
}

}  // namespace

bool PrefersMinimal(absl::string_view prefer) {
  for (absl::string_view text : absl::StrSplit(prefer, ',')) {
    const auto [name, value] = Preference(text);
    // Of two that contradict each other, the first counts (RFC 7240 §2).
    if (absl::EqualsIgnoreCase(name, "return")) return absl::EqualsIgnoreCase(value, "minimal");
  }
  return false;
}

bool PrefersAsync(absl::string_view prefer) {
  for (absl::string_view text : absl::StrSplit(prefer, ','))
    if (absl::EqualsIgnoreCase(Preference(text).first, "respond-async")) return true;
  return false;
}

}  // namespace steward::gateway

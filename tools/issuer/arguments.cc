#include "tools/issuer/arguments.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace steward::issuer {

absl::StatusOr<Arguments> Arguments::Parse(int argc, const char* const* argv,
                                           const std::set<std::string>& allowed) {
  Arguments result;
  for (int i = 0; i < argc; ++i) {
    std::string word = argv[i];
    if (!absl::StartsWith(word, "-")) {
      result.words_.push_back(word);
      continue;
    }
    size_t equals = word.find('=');
    std::string flag = word.substr(0, equals);
    if (!absl::StartsWith(flag, "--") || allowed.count(flag.substr(2)) == 0) {
      return absl::InvalidArgumentError(absl::StrCat("unknown flag ", flag, "; see --help"));
    }
    if (equals == std::string::npos && i + 1 == argc) {
      return absl::InvalidArgumentError(absl::StrCat("flag ", flag, " has no value"));
    }
    std::string value = equals == std::string::npos ? argv[++i] : word.substr(equals + 1);
    result.flags_.emplace(flag.substr(2), value);
  }
  return result;
}

absl::StatusOr<std::string> Arguments::One(absl::string_view name) const {
  std::vector<std::string> values = All(name);
  if (values.size() == 1 && !values.front().empty()) return values.front();
  return absl::InvalidArgumentError(absl::StrCat("give --", name, " once; see --help"));
}

absl::StatusOr<std::string> Arguments::OneOr(absl::string_view name,
                                             absl::string_view otherwise) const {
  if (All(name).empty()) return std::string(otherwise);
  return One(name);
}

std::vector<std::string> Arguments::All(absl::string_view name) const {
  std::vector<std::string> values;
  auto range = flags_.equal_range(std::string(name));
  for (auto at = range.first; at != range.second; ++at) values.push_back(at->second);
  return values;
}

}  // namespace steward::issuer

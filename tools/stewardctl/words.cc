#include "tools/stewardctl/words.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/spelling.h"

namespace steward::ctl {
namespace {

bool IsFlag(absl::string_view word) { return word.size() > 1 && word[0] == '-'; }

absl::Status UnknownFlag(absl::string_view word, const std::vector<FlagSpec>& specs) {
  std::vector<std::string> names;
  for (const FlagSpec& spec : specs) names.push_back(absl::StrCat("--", spec.name));
  const std::string flag(word.substr(0, word.find('=')));
  return WrongUsage(absl::StrCat("There is no flag ", flag, " here", DidYouMean(flag, names)));
}

}  // namespace

const FlagSpec* FindSpec(absl::string_view flag, const std::vector<FlagSpec>& specs) {
  const bool is_long = absl::StartsWith(flag, "--");
  const absl::string_view name = flag.substr(is_long ? 2 : 1, flag.find('=') - (is_long ? 2 : 1));
  if (name.empty()) return nullptr;
  for (const FlagSpec& spec : specs) {
    const bool matches = is_long ? spec.name == name
                                 : spec.letter == name[0] && (name.size() == 1 || !spec.is_switch);
    if (matches) return &spec;
  }
  return nullptr;
}

absl::optional<std::string> ValueWithin(absl::string_view flag, const FlagSpec& spec) {
  const size_t name_end = absl::StartsWith(flag, "--") ? 2 + spec.name.size() : 2;
  if (flag.size() <= name_end) return absl::nullopt;
  return std::string(flag.substr(name_end + (flag[name_end] == '=' ? 1 : 0)));
}

absl::StatusOr<Words> Words::Parse(const std::vector<std::string>& arguments,
                                   const std::vector<FlagSpec>& specs) {
  Words words;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--") {
      words.plain_.insert(words.plain_.end(), arguments.begin() + i + 1, arguments.end());
      break;
    }
    if (!IsFlag(word)) {
      words.plain_.push_back(word);
      continue;
    }
    const FlagSpec* spec = FindSpec(word, specs);
    if (spec == nullptr) return UnknownFlag(word, specs);
    absl::optional<std::string> value = ValueWithin(word, *spec);
    if (!value && spec->is_switch) value = "true";
    if (!value && i + 1 < arguments.size()) value = arguments[++i];
    if (!value) return WrongUsage(absl::StrCat("--", spec->name, " needs a value."));
    if (spec->is_switch && *value != "true" && *value != "false")
      return WrongUsage(absl::StrCat("--", spec->name, " is true or false."));
    words.flags_.push_back({spec->name, *std::move(value)});
  }
  return words;
}

absl::optional<std::string> Words::Find(absl::string_view name) const {
  for (auto flag = flags_.rbegin(); flag != flags_.rend(); ++flag)
    if (flag->name == name) return flag->value;
  return absl::nullopt;
}

std::string Words::FindOr(absl::string_view name, absl::string_view otherwise) const {
  return Find(name).value_or(std::string(otherwise));
}

std::vector<std::string> Words::All(absl::string_view name) const {
  std::vector<std::string> values;
  for (const Flag& flag : flags_)
    if (flag.name == name) values.push_back(flag.value);
  return values;
}

bool Words::Has(absl::string_view name) const { return FindOr(name, "false") != "false"; }

FlagSpec MakeFlag(absl::string_view name, absl::string_view placeholder, absl::string_view help) {
  FlagSpec spec;
  spec.name = std::string(name);
  spec.placeholder = std::string(placeholder);
  spec.is_switch = placeholder.empty();
  spec.help = std::string(help);
  return spec;
}

}  // namespace steward::ctl

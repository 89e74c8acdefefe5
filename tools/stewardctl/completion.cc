#include "tools/stewardctl/completion.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

constexpr absl::string_view kBash = R"script(_stewardctl() {
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$(stewardctl __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" \
    -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _stewardctl stewardctl
)script";
constexpr absl::string_view kZsh = R"script(#compdef stewardctl
_stewardctl() {
  local -a found
  found=("${(@f)$(stewardctl __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _stewardctl stewardctl
)script";
constexpr absl::string_view kFish = R"script(function __stewardctl
  set -l words (commandline -opc) (commandline -ct)
  stewardctl __complete $words[2..-1] 2>/dev/null
end
complete -c stewardctl -f -a '(__stewardctl)'
)script";

using Candidates = std::set<std::string>;

// The flags of what the plain words name.
std::vector<FlagSpec> FlagsFor(const Catalog& catalog, const std::vector<BuiltIn>& built_ins,
                               const std::vector<std::string>& plain) {
  const std::string noun = plain.empty() ? "" : catalog.NounOf(plain[0]);
  const std::string first = noun.empty() && !plain.empty() ? plain[0] : noun;
  const std::string full = plain.size() < 2 ? first : absl::StrCat(first, " ", plain[1]);
  for (const BuiltIn& built_in : built_ins) {
    if (built_in.name != full && built_in.name != first) continue;
    std::vector<FlagSpec> flags = built_in.flags;
    for (FlagSpec& flag : GlobalFlags()) flags.push_back(std::move(flag));
    return flags;
  }
  const Command* command = plain.size() < 2 ? nullptr : catalog.Find(noun, plain[1]);
  return command == nullptr ? GlobalFlags() : FlagsOf(*command);
}

Candidates FirstWords(const Catalog& catalog, const std::vector<BuiltIn>& built_ins) {
  Candidates words = {"help"};
  for (const std::string& noun : catalog.Nouns()) words.insert(noun);
  for (const BuiltIn& built_in : built_ins)
    words.insert(built_in.name.substr(0, built_in.name.find(' ')));
  return words;
}

Candidates SecondWords(const Catalog& catalog, const std::vector<BuiltIn>& built_ins,
                       const std::string& first) {
  Candidates words;
  const std::string noun = catalog.NounOf(first);
  for (const Command* command : catalog.VerbsOf(noun)) words.insert(command->verb);
  const std::string prefix = absl::StrCat(noun.empty() ? first : noun, " ");
  for (const BuiltIn& built_in : built_ins)
    if (absl::StartsWith(built_in.name, prefix)) words.insert(built_in.name.substr(prefix.size()));
  if (first == "completion") words = {"bash", "zsh", "fish"};
  return words;
}

Candidates Possible(const Catalog& catalog, const std::vector<BuiltIn>& built_ins,
                    const std::vector<std::string>& words) {
  const std::string& last = words.back();
  const std::string before = words.size() < 2 ? "" : words[words.size() - 2];
  std::vector<std::string> plain;
  for (size_t i = 0; i + 1 < words.size(); ++i)
    if (!absl::StartsWith(words[i], "-")) plain.push_back(words[i]);
  const std::vector<FlagSpec> flags = FlagsFor(catalog, built_ins, plain);
  const FlagSpec* open = absl::StartsWith(before, "-") ? FindSpec(before, flags) : nullptr;
  if (open != nullptr && !open->is_switch && !ValueWithin(before, *open))
    return {open->values.begin(), open->values.end()};
  if (absl::StartsWith(last, "-")) {
    Candidates names;
    for (const FlagSpec& flag : flags) names.insert(absl::StrCat("--", flag.name));
    return names;
  }
  if (plain.empty()) return FirstWords(catalog, built_ins);
  if (plain.size() == 1) return SecondWords(catalog, built_ins, plain[0]);
  return {};
}

absl::Status PrintScript(const Invocation& invocation) {
  const auto& plain = invocation.words.plain();
  const std::string shell = plain.size() == 1 ? plain.front() : "";
  const absl::string_view script = shell == "bash"   ? kBash
                                   : shell == "zsh"  ? kZsh
                                   : shell == "fish" ? kFish
                                                     : "";
  if (script.empty()) return WrongUsage("Name the shell: bash, zsh or fish.");
  Write(script);
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> Complete(const Catalog& catalog, const std::vector<BuiltIn>& built_ins,
                                  const std::vector<std::string>& words) {
  std::vector<std::string> fitting;
  if (words.empty()) return fitting;
  for (const std::string& each : Possible(catalog, built_ins, words))
    if (absl::StartsWithIgnoreCase(each, words.back())) fitting.push_back(each);
  return fitting;
}

BuiltIn CompletionCommand() {
  return {"completion",
          "bash|zsh|fish",
          "Prints a script that completes commands: . <(stewardctl completion bash)",
          {},
          PrintScript};
}

}  // namespace steward::ctl

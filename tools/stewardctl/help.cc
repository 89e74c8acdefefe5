#include "tools/stewardctl/help.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "platform/resource/name.h"
#include "steward/options/v1/options.pb.h"
#include "tools/stewardctl/arguments.h"
#include "tools/stewardctl/comments.h"
#include "tools/stewardctl/spelling.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

constexpr size_t kWidth = 96;

using Entry = std::pair<std::string, std::string>;

// "  left   right" for each, the right sides below each other.
std::string Listing(const std::vector<Entry>& entries) {
  constexpr size_t kLeftMax = 30;
  size_t left = 0;
  for (const Entry& entry : entries) left = std::max(left, std::min(entry.first.size(), kLeftMax));
  const std::string margin(left + 4, ' ');
  std::string text;
  for (const auto& [name, what] : entries) {
    const std::string lines = Wrapped(what, margin, kWidth);
    const std::string begin = absl::StrCat("  ", name);
    if (name.size() > left) {
      absl::StrAppend(&text, begin, "\n", lines);
    } else {
      const std::string gap(margin.size() - begin.size(), ' ');
      absl::StrAppend(&text, begin, gap, lines.substr(std::min(margin.size(), lines.size())));
    }
  }
  return text;
}

std::string FlagListing(const std::vector<FlagSpec>& flags) {
  std::vector<Entry> entries;
  for (const FlagSpec& flag : flags) {
    std::string name = flag.letter == 0 ? "" : absl::StrCat("-", std::string(1, flag.letter), ", ");
    absl::StrAppend(&name, "--", flag.name, flag.placeholder.empty() ? "" : " ", flag.placeholder);
    std::string what = flag.help;
    const bool listed = !flag.values.empty() && flag.name != "output";
    if (listed) absl::StrAppend(&what, ": ", absl::StrJoin(flag.values, ", "));
    entries.emplace_back(name, what);
  }
  return Listing(entries);
}

// "user_id" is "USER-ID" to people.
std::string Upper(absl::string_view name) { return absl::AsciiStrToUpper(ToKebab(name)); }

// The words after the verb, with the flags that nothing works without.
std::string UsageOf(const Command& command) {
  std::string usage;
  if (!command.target.empty())
    usage = command.target.back()->name() == "parent" ? " PARENT" : " NAME…";
  else if (command.id != nullptr)
    usage = absl::StrCat(" ", Upper(command.id->name()));
  if (IsUpdate(command)) return absl::StrCat(usage, " --set FIELD=VALUE");
  for (const Argument& argument : ArgumentsOf(command)) {
    const auto* field = argument.path.back();
    const bool is_word = field == command.id || argument.path == command.target;
    if (is_word || !field->options().GetExtension(options::v1::field).required()) continue;
    const std::string value =
        argument.spec.values.empty() ? argument.spec.placeholder : argument.spec.values.front();
    absl::StrAppend(&usage, " --", argument.spec.name, " ", value);
  }
  return usage;
}

std::vector<Entry> VerbEntries(const Catalog& catalog, const std::string& noun,
                               const std::vector<BuiltIn>& built_ins) {
  std::map<std::string, std::string> own;
  for (const BuiltIn& built_in : built_ins)
    if (absl::StartsWith(built_in.name, noun + " "))
      own[built_in.name.substr(noun.size() + 1)] = built_in.summary;
  std::vector<Entry> entries;
  for (const Command* command : catalog.VerbsOf(noun)) {
    const auto replaced = own.find(command->verb);
    entries.emplace_back(command->verb, replaced == own.end()
                                            ? FirstSentence(CommentOf(*command->method->descriptor))
                                            : replaced->second);
    if (replaced != own.end()) own.erase(replaced);
  }
  for (const auto& [verb, summary] : own) entries.emplace_back(verb, summary);
  return entries;
}

}  // namespace

std::string OverviewHelp(const Catalog& catalog, const std::vector<BuiltIn>& built_ins) {
  std::vector<Entry> nouns, others;
  for (const std::string& noun : catalog.Nouns()) {
    std::vector<std::string> verbs;
    for (const Entry& entry : VerbEntries(catalog, noun, built_ins)) verbs.push_back(entry.first);
    nouns.emplace_back(noun, absl::StrJoin(verbs, ", "));
  }
  for (const BuiltIn& built_in : built_ins)
    if (catalog.NounOf(built_in.name.substr(0, built_in.name.find(' '))).empty())
      others.emplace_back(built_in.name, built_in.summary);
  return absl::StrCat(
      "stewardctl: Steward at the command line.\n\n"
      "  stewardctl tickets list --filter 'priority = P1' --limit 20\n"
      "  stewardctl tickets create --kind incident --title 'VPN down' --impact high\n"
      "  stewardctl tickets resolve INC-1 --resolution-code fixed --resolution-notes 'Restarted.'\n"
      "  stewardctl events watch --from earliest -o jsonl\n"
      "  stewardctl apply -f users.yaml --dry-run=server\n\n"
      "stewardctl NOUN VERB [NAME…] [FLAGS]; the nouns and their verbs:\n\n",
      Listing(nouns), "\nOther commands:\n\n", Listing(others), "\nFlags of all commands:\n\n",
      FlagListing(GlobalFlags()),
      "\nHelp on each: stewardctl NOUN --help, stewardctl NOUN VERB --help.\n"
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 not allowed, 5 conflict,\n"
      "6 Steward cannot be reached.\n");
}

std::string NounHelp(const Catalog& catalog, const std::string& noun,
                     const std::vector<BuiltIn>& built_ins) {
  std::string text;
  if (const auto* resource = catalog.ResourceOf(noun))
    absl::StrAppend(&text, Wrapped(CommentOf(*resource), "", kWidth), "\n");
  absl::StrAppend(&text, "stewardctl ", noun, " VERB; the verbs:\n\n",
                  Listing(VerbEntries(catalog, noun, built_ins)));
  return text;
}

std::string CommandHelp(const Command& command) {
  std::string text =
      absl::StrCat("stewardctl ", command.noun, " ", command.verb, UsageOf(command), " [FLAGS]\n\n",
                   Wrapped(CommentOf(*command.method->descriptor), "", kWidth));
  if (!command.target.empty()) {
    const std::string form = resource::NameForm(command.collection);
    const bool parent = command.target.back()->name() == "parent";
    absl::StrAppend(&text, "\n", parent ? "PARENT" : "NAME", " is ", form,
                    ", or what stands for {id} alone.\n");
  }
  std::vector<FlagSpec> own, global = GlobalFlags();
  for (FlagSpec& flag : FlagsOf(command))
    if (FindSpec("--" + flag.name, global) == nullptr) own.push_back(std::move(flag));
  if (!own.empty()) absl::StrAppend(&text, "\nFlags:\n\n", FlagListing(own));
  return absl::StrCat(text, "\nFlags of all commands:\n\n", FlagListing(global),
                      "\nPermission: ", command.method->permission, "\n");
}

std::string BuiltInHelp(const BuiltIn& built_in) {
  std::string text =
      absl::StrCat("stewardctl ", built_in.name, built_in.usage.empty() ? "" : " ", built_in.usage,
                   "\n\n", Wrapped(absl::StrCat(built_in.summary, "."), "", kWidth));
  if (!built_in.flags.empty()) absl::StrAppend(&text, "\nFlags:\n\n", FlagListing(built_in.flags));
  return absl::StrCat(text, "\nFlags of all commands:\n\n", FlagListing(GlobalFlags()));
}

}  // namespace steward::ctl

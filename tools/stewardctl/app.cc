#include "tools/stewardctl/app.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/built_ins.h"
#include "tools/stewardctl/call.h"
#include "tools/stewardctl/completion.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/help.h"
#include "tools/stewardctl/settings.h"
#include "tools/stewardctl/spelling.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using Arguments = std::vector<std::string>;

// Takes the next plain word out, passing over flags of all commands; empty: there is none.
std::string TakeWord(Arguments* arguments) {
  const std::vector<FlagSpec> flags = GlobalFlags();
  for (size_t i = 0; i < arguments->size(); ++i) {
    const std::string word = (*arguments)[i];
    if (absl::StartsWith(word, "-") && word.size() > 1) {
      const FlagSpec* flag = FindSpec(word, flags);
      // What follows an unknown flag may be its value.
      if (flag == nullptr) return "";
      if (!flag->is_switch && !ValueWithin(word, *flag)) ++i;
      continue;
    }
    arguments->erase(arguments->begin() + static_cast<std::ptrdiff_t>(i));
    return word;
  }
  return "";
}

class App {
 public:
  explicit App(Arguments arguments)
      : contract_(Contract::Get()),
        catalog_(contract_.api()),
        built_ins_(BuiltIns(catalog_)),
        arguments_(std::move(arguments)) {}

  absl::Status Run() {
    if (!arguments_.empty() && arguments_.front() == "__complete") return RunComplete();
    std::string first = TakeWord(&arguments_);
    if (first == "help") {
      arguments_.push_back("--help");
      first = TakeWord(&arguments_);
    }
    if (first.empty()) return RunNothing();
    const std::string noun = catalog_.NounOf(first);
    Arguments rest = arguments_;
    const std::string second = TakeWord(&rest);
    const std::string full = absl::StrCat(noun.empty() ? first : noun, " ", second);
    for (const BuiltIn& built_in : built_ins_)
      if (built_in.name == full) return RunBuiltIn(built_in, rest);
    for (const BuiltIn& built_in : built_ins_)
      if (built_in.name == first)
        return second.empty() || !HasVerbs(first) ? RunBuiltIn(built_in, arguments_)
                                                  : UnknownVerb(first, second);
    if (noun.empty()) return UnknownWord(first);
    return RunNoun(noun, second, rest);
  }

 private:
  absl::Status RunComplete() {
    const Arguments words(arguments_.begin() + 1, arguments_.end());
    for (const std::string& each : Complete(catalog_, built_ins_, words))
      Write(absl::StrCat(each, "\n"));
    return absl::OkStatus();
  }

  absl::Status RunNothing() {
    std::vector<FlagSpec> flags = GlobalFlags();
    flags.push_back(MakeFlag("version", "", "Tells the version"));
    ASSIGN_OR_RETURN(Words words, Words::Parse(arguments_, flags));
    if (words.Has("version")) return PrintVersion({contract_, catalog_, std::move(words)});
    if (!words.Has("help")) return WrongUsage("Which command? 'stewardctl --help' lists them.");
    Write(OverviewHelp(catalog_, built_ins_));
    return absl::OkStatus();
  }

  absl::Status RunBuiltIn(const BuiltIn& built_in, const Arguments& arguments) {
    std::vector<FlagSpec> flags = built_in.flags;
    for (FlagSpec& flag : GlobalFlags()) flags.push_back(std::move(flag));
    ASSIGN_OR_RETURN(Words words, Words::Parse(arguments, flags));
    if (words.Has("help")) {
      Write(BuiltInHelp(built_in));
      return absl::OkStatus();
    }
    if (built_in.usage.empty() && !words.plain().empty())
      return WrongUsage(absl::StrCat("'", built_in.name, "' takes flags only; see --help."));
    RETURN_IF_ERROR(FormatOf(words, Format::kTable).status());
    return built_in.run({contract_, catalog_, std::move(words)});
  }

  absl::Status RunNoun(const std::string& noun, const std::string& verb,
                       const Arguments& arguments) {
    const Command* command = catalog_.Find(noun, verb);
    if (verb.empty()) {
      ASSIGN_OR_RETURN(const Words words, Words::Parse(arguments, GlobalFlags()));
      if (!words.Has("help"))
        return WrongUsage(
            absl::StrCat("What about ", noun, "? 'stewardctl ", noun, " --help' lists the verbs."));
      Write(NounHelp(catalog_, noun, built_ins_));
      return absl::OkStatus();
    }
    if (command == nullptr) return UnknownVerb(noun, verb);
    ASSIGN_OR_RETURN(Words words, Words::Parse(arguments, FlagsOf(*command)));
    if (words.Has("help")) {
      Write(CommandHelp(*command));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(FormatOf(words, Format::kTable).status());
    return RunCall(*command, {contract_, catalog_, std::move(words)});
  }

  bool HasVerbs(const std::string& built_in) const {
    return std::any_of(built_ins_.begin(), built_ins_.end(), [&](const BuiltIn& each) {
      return absl::StartsWith(each.name, absl::StrCat(built_in, " "));
    });
  }

  absl::Status UnknownWord(const std::string& word) const {
    std::vector<std::string> known = catalog_.Nouns();
    for (const std::string& noun : catalog_.Nouns()) known.push_back(catalog_.SingularOf(noun));
    for (const BuiltIn& built_in : built_ins_) known.push_back(built_in.name);
    return WrongUsage(
        absl::StrCat("There is no command ", Printable(word), DidYouMean(word, known)));
  }

  absl::Status UnknownVerb(const std::string& noun, const std::string& verb) const {
    std::vector<std::string> known;
    for (const Command* command : catalog_.VerbsOf(noun)) known.push_back(command->verb);
    for (const BuiltIn& built_in : built_ins_)
      if (absl::StartsWith(built_in.name, noun + " "))
        known.push_back(built_in.name.substr(noun.size() + 1));
    return WrongUsage(
        absl::StrCat("There is no verb ", Printable(verb), " for ", noun, DidYouMean(verb, known)));
  }

  Contract& contract_;
  const Catalog catalog_;
  const std::vector<BuiltIn> built_ins_;
  Arguments arguments_;
};

// Whether failures are told as JSON: when the answers would be.
bool WantsJson(const Arguments& arguments) {
  const std::vector<FlagSpec> flags = OutputFlags();
  std::string format;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (!absl::StartsWith(arguments[i], "-")) continue;
    const FlagSpec* flag = FindSpec(arguments[i], flags);
    if (flag == nullptr || flag->is_switch) continue;
    const std::string next = i + 1 < arguments.size() ? arguments[i + 1] : "";
    format = ValueWithin(arguments[i], *flag).value_or(next);
  }
  return format == "json" || format == "jsonl";
}

bool ColoursForFailures(const Arguments& arguments) {
  for (const std::string& word : arguments)
    if (word == "--no-color") return false;
  return StderrIsTerminal() && Environment("NO_COLOR").empty();
}

}  // namespace

int RunStewardctl(const Arguments& arguments) {
  SilenceLibrary();
  const absl::Status status = App(arguments).Run();
  if (!status.ok() && !IsToldAlready(status)) {
    Complain(WantsJson(arguments) ? absl::StrCat(FailureJson(status), "\n")
                                  : FailureText(status, ColoursForFailures(arguments)));
  }
  return ExitStatusOf(status);
}

}  // namespace steward::ctl

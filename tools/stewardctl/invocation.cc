#include "tools/stewardctl/invocation.h"

#include "platform/status/macros.h"
#include "tools/stewardctl/arguments.h"
#include "tools/stewardctl/settings.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {

absl::StatusOr<std::unique_ptr<Client>> Invocation::Connect() const {
  ASSIGN_OR_RETURN(const Settings settings, LoadSettings(words));
  return Client::Connect(contract, settings);
}

bool Invocation::Colours() const { return WantsColours(words, StdoutIsTerminal()); }

std::vector<FlagSpec> GlobalFlags() {
  std::vector<FlagSpec> flags = OutputFlags();
  for (FlagSpec& spec : ConnectionFlags()) flags.push_back(std::move(spec));
  FlagSpec help;
  help.name = "help";
  help.letter = 'h';
  help.is_switch = true;
  help.help = "What the command does and takes";
  flags.push_back(help);
  return flags;
}

std::vector<FlagSpec> FlagsOf(const Command& command) {
  std::vector<FlagSpec> flags;
  for (Argument& argument : ArgumentsOf(command)) flags.push_back(std::move(argument.spec));
  // A field wins over a flag that means the same for all commands.
  for (auto* more : {FlagsBesides, +[](const Command&) { return GlobalFlags(); }})
    for (FlagSpec& spec : more(command))
      if (FindSpec("--" + spec.name, flags) == nullptr) flags.push_back(std::move(spec));
  return flags;
}

}  // namespace steward::ctl

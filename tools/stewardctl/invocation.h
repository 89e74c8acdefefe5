#pragma once

// What a command has to work with.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/stewardctl/catalog.h"
#include "tools/stewardctl/client.h"
#include "tools/stewardctl/contract.h"
#include "tools/stewardctl/output.h"
#include "tools/stewardctl/words.h"

namespace steward::ctl {

struct Invocation {
  Contract& contract;
  const Catalog& catalog;
  // Without the words that name the command.
  Words words;

  // Connected to the server that flags, environment or configuration name.
  absl::StatusOr<std::unique_ptr<Client>> Connect() const;
  // For texts on standard output.
  bool Colours() const;
};

// A command that is more than one method.
struct BuiltIn {
  // "config use-context".
  std::string name;
  // "NAME"; empty: it takes flags only.
  std::string usage;
  // One sentence without its full stop.
  std::string summary;
  std::vector<FlagSpec> flags;
  std::function<absl::Status(const Invocation&)> run;
};

// The flags of all commands.
std::vector<FlagSpec> GlobalFlags();
// All flags of a command that is a method.
std::vector<FlagSpec> FlagsOf(const Command& command);

}  // namespace steward::ctl

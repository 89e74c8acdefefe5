#pragma once

// The flags of a command: the fields of its request, and those of what it creates or changes.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/stewardctl/catalog.h"
#include "tools/stewardctl/words.h"

namespace steward::ctl {

// A flag that stands for a field.
struct Argument {
  FlagSpec spec;
  // In the request; begins with the body's field where the field is one of the body.
  FieldPath path;
};

// Fields of the body first, then those of the request. A field within a message is "outer.inner".
// Left out: what only the server sets, what cannot change any more in an update, and what the path
// and the pages of a list take.
std::vector<Argument> ArgumentsOf(const Command& command);

// The flags that mean the same for all commands that have them: --file, --wait, --set, --clear,
// --limit.
std::vector<FlagSpec> FlagsBesides(const Command& command);

// The argument with this name: as a flag ("hold-reason"), in JSON ("holdReason") or in the contract
// ("hold_reason"). Null: none.
const Argument* FindArgument(absl::string_view name, const std::vector<Argument>& arguments);

// Whether the command changes some fields of what is there already.
bool IsUpdate(const Command& command);

// Whether it sends the lines of a file as one stream.
bool IsUpload(const Command& command, const Words& words);

// The names of an enum's values that mean something.
std::vector<std::string> ValuesOf(const google::protobuf::EnumDescriptor& type);

}  // namespace steward::ctl

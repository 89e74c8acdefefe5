#pragma once

#include <string>
#include <vector>

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// What the last of the words may become: nouns, verbs, flags, or the values of a flag. The words
// are those of the command line without the program's name; the last may be empty.
std::vector<std::string> Complete(const Catalog& catalog, const std::vector<BuiltIn>& built_ins,
                                  const std::vector<std::string>& words);

// `completion bash|zsh|fish` prints a script that asks `__complete`.
BuiltIn CompletionCommand();

}  // namespace steward::ctl

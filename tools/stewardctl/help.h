#pragma once

// What stewardctl says about itself.

#include <string>
#include <vector>

#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// Of everything.
std::string OverviewHelp(const Catalog& catalog, const std::vector<BuiltIn>& built_ins);
// Of a noun: its verbs. Those of `built_ins` that begin with the noun are among them.
std::string NounHelp(const Catalog& catalog, const std::string& noun,
                     const std::vector<BuiltIn>& built_ins);
std::string CommandHelp(const Command& command);
std::string BuiltInHelp(const BuiltIn& built_in);

}  // namespace steward::ctl

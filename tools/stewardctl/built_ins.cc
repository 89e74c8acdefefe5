#include "tools/stewardctl/built_ins.h"

#include "absl/strings/str_cat.h"
#include "tools/stewardctl/apply.h"
#include "tools/stewardctl/audit_verify.h"
#include "tools/stewardctl/completion.h"
#include "tools/stewardctl/explain.h"
#include "tools/stewardctl/listen.h"
#include "tools/stewardctl/login.h"
#include "tools/stewardctl/terminal.h"
#include "tools/stewardctl/watch.h"

namespace steward::ctl {

absl::Status PrintVersion(const Invocation&) {
  Write(absl::StrCat("stewardctl ", STEWARD_VERSION, "\n"));
  return absl::OkStatus();
}

std::vector<BuiltIn> BuiltIns(const Catalog& catalog) {
  std::vector<BuiltIn> commands = LoginCommands();
  for (BuiltIn& command : WatchCommands(catalog)) commands.push_back(std::move(command));
  for (BuiltIn& command : ApplyCommands()) commands.push_back(std::move(command));
  commands.push_back(ListenCommand());
  commands.push_back(AuditVerifyCommand());
  commands.push_back(ExplainCommand());
  commands.push_back(CompletionCommand());
  commands.push_back({"version", "", "Tells the version", {}, PrintVersion});
  return commands;
}

}  // namespace steward::ctl

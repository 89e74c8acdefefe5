#include "tools/stewardctl/built_ins.h"

#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/apply.h"
#include "tools/stewardctl/audit_verify.h"
#include "tools/stewardctl/completion.h"
#include "tools/stewardctl/explain.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/listen.h"
#include "tools/stewardctl/login.h"
#include "tools/stewardctl/raw.h"
#include "tools/stewardctl/settings.h"
#include "tools/stewardctl/terminal.h"
#include "tools/stewardctl/watch.h"

namespace steward::ctl {
namespace {

// Of the server, if one is configured.
absl::Status PrintServerVersion(const Invocation& invocation) {
  const auto settings = LoadSettings(invocation.words);
  const bool is_named = invocation.words.Find("server") || invocation.words.Find("context");
  if (!is_named && ExitStatusOf(settings.status()) == kWrongUsage) return absl::OkStatus();
  RETURN_IF_ERROR(settings.status());
  ASSIGN_OR_RETURN(const auto client, Client::Connect(invocation.contract, *settings));
  const Command& get = *invocation.catalog.Find("about", "get");
  const auto request = invocation.contract.New(get.request());
  ASSIGN_OR_RETURN(const Reply reply, client->Call(*get.method, *request));
  const auto* version = get.response().FindFieldByName("version");
  Write(
      absl::StrCat("server ", Printable(reply->GetReflection()->GetString(*reply, version)), "\n"));
  return absl::OkStatus();
}

}  // namespace

absl::Status PrintVersion(const Invocation& invocation) {
  Write(absl::StrCat("stewardctl ", STEWARD_VERSION, "\n"));
  const absl::Status status = PrintServerVersion(invocation);
  // Which version this is, is known all the same.
  if (!status.ok()) Complain(FailureFor(invocation.words, status));
  return absl::OkStatus();
}

std::vector<BuiltIn> BuiltIns(const Catalog& catalog) {
  std::vector<BuiltIn> commands = LoginCommands();
  for (BuiltIn& command : WatchCommands(catalog)) commands.push_back(std::move(command));
  for (BuiltIn& command : ApplyCommands()) commands.push_back(std::move(command));
  commands.push_back(ListenCommand());
  commands.push_back(RawCommand());
  commands.push_back(AuditVerifyCommand());
  commands.push_back(ExplainCommand());
  commands.push_back(CompletionCommand());
  commands.push_back(
      {"version", "", "Tells the version, and that of the server", {}, PrintVersion});
  return commands;
}

}  // namespace steward::ctl

#include "tools/stewardctl/apply.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"
#include "tools/stewardctl/plan.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

FlagSpec FileFlag() {
  FlagSpec file;
  file.name = "file";
  file.letter = 'f';
  file.placeholder = "FILE";
  file.help = "YAML or JSON file, or a directory of them; - is standard input; may be repeated";
  return file;
}

std::vector<FlagSpec> ApplyFlags() {
  FlagSpec dry_run, yes;
  dry_run.name = "dry-run";
  dry_run.placeholder = "WHERE";
  dry_run.help = "Changes nothing: client compares only, server checks everything as well";
  dry_run.values = {"client", "server"};
  yes.name = "yes";
  yes.is_switch = true;
  yes.help = "Does not ask";
  return {FileFlag(), dry_run, yes};
}

absl::StatusOr<std::vector<Manifest>> Manifests(const Invocation& invocation) {
  const std::vector<std::string> paths = invocation.words.All("file");
  if (paths.empty()) return WrongUsage("Name the files with -f.");
  ASSIGN_OR_RETURN(std::vector<Manifest> manifests,
                   ReadManifests(invocation.contract, invocation.catalog, paths));
  if (manifests.empty()) return WrongUsage("The files hold no document.");
  return InOrder(std::move(manifests));
}

bool ChangesNothing(const std::vector<Step>& steps) {
  for (const Step& step : steps)
    if (step.kind != Step::Kind::kNothing) return false;
  return true;
}

void Show(const std::vector<Step>& steps, bool colours) {
  for (const Step& step : steps) Write(StepText(step, colours));
  Write(absl::StrCat(Summary(steps), "\n"));
}

absl::Status Confirm(const Words& words) {
  if (words.Has("yes")) return absl::OkStatus();
  if (!StdinIsTerminal() || !StdoutIsTerminal())
    return WrongUsage("Nothing was changed. Without a terminal to ask at, give --yes.");
  ASSIGN_OR_RETURN(const std::string answer, Ask("Apply? [y/N] ", false));
  if (absl::EqualsIgnoreCase(answer, "y") || absl::EqualsIgnoreCase(answer, "yes"))
    return absl::OkStatus();
  return LocalFailure("Nothing was changed.");
}

absl::Status Carry(Client& client, const std::vector<Step>& steps) {
  size_t done = 0;
  for (const Step& step : steps) {
    if (step.command == nullptr) continue;
    EnsureRequestId(*step.command->method, step.request.get());
    const auto reply = client.Call(*step.command->method, *step.request);
    EndProgress();
    if (!reply.ok()) {
      Complain(absl::StrCat(done, " were applied before the failure; apply again to go on.\n"));
      return At(*step.manifest, reply.status());
    }
    ShowProgress(absl::StrCat(++done, " applied …"));
  }
  EndProgress();
  Write(absl::StrCat(done, " applied\n"));
  return absl::OkStatus();
}

absl::Status Apply(const Invocation& invocation) {
  const std::string dry_run = invocation.words.FindOr("dry-run", "");
  if (!dry_run.empty() && dry_run != "client" && dry_run != "server")
    return WrongUsage("--dry-run is client or server.");
  ASSIGN_OR_RETURN(const std::vector<Manifest> manifests, Manifests(invocation));
  ASSIGN_OR_RETURN(const auto client, invocation.Connect());
  ASSIGN_OR_RETURN(const std::vector<Step> steps,
                   MakePlan(*client, invocation.contract, invocation.catalog, manifests));
  if (dry_run != "client") RETURN_IF_ERROR(Validate(*client, steps));
  Show(steps, invocation.Colours());
  if (!dry_run.empty() || ChangesNothing(steps)) return absl::OkStatus();
  RETURN_IF_ERROR(Confirm(invocation.words));
  return Carry(*client, steps);
}

absl::Status Diff(const Invocation& invocation) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(invocation.words, Format::kTable));
  if (format != Format::kTable && format != Format::kJson)
    return WrongUsage("--output of diff is table or json.");
  ASSIGN_OR_RETURN(const std::vector<Manifest> manifests, Manifests(invocation));
  ASSIGN_OR_RETURN(const auto client, invocation.Connect());
  ASSIGN_OR_RETURN(const std::vector<Step> steps,
                   MakePlan(*client, invocation.contract, invocation.catalog, manifests));
  if (format == Format::kJson)
    Write(absl::StrCat(IndentedJson(StepsJson(steps)), "\n"));
  else
    Show(steps, invocation.Colours());
  const bool differs = invocation.words.Has("exit-code") && !ChangesNothing(steps);
  return differs ? ToldAlready(kFailure) : absl::OkStatus();
}

}  // namespace

std::vector<BuiltIn> ApplyCommands() {
  return {{"apply", "", "Creates and changes resources so that they are as files say", ApplyFlags(),
           Apply},
          {"diff",
           "",
           "Shows what apply would change",
           {FileFlag(), MakeFlag("exit-code", "", "Ends with status 1 when apply would change it")},
           Diff}};
}

}  // namespace steward::ctl

#include "tools/stewardctl/login.h"

#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/settings.h"
#include "tools/stewardctl/spelling.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

// Any list will do: whether the caller may read it does not matter here.
absl::Status Check(const Invocation& invocation, const Settings& settings) {
  ASSIGN_OR_RETURN(const auto client, Client::Connect(invocation.contract, settings));
  for (const Command& command : invocation.catalog.commands()) {
    if (command.verb != "list" || !command.target.empty()) continue;
    const auto request = invocation.contract.New(command.request());
    if (const auto* size = command.RequestField("page_size"))
      request->GetReflection()->SetInt32(request.get(), size, 1);
    const absl::Status status = client->Call(*command.method, *request).status();
    return absl::IsPermissionDenied(status) ? absl::OkStatus() : status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> AskCredential(const Words& words) {
  std::string text;
  if (!words.Find("token-file") && StdinIsTerminal()) {
    ASSIGN_OR_RETURN(text, Ask("Access token or API key: ", true));
    text = std::string(absl::StripAsciiWhitespace(text));
  } else {
    ASSIGN_OR_RETURN(text, ReadCredential(words.FindOr("token-file", "-")));
  }
  if (text.empty()) return WrongUsage("No access token and no API key was given.");
  return text;
}

// Later commands run in other directories.
std::string AbsolutePath(const std::string& path) {
  return path.empty() ? "" : std::filesystem::absolute(path).lexically_normal().string();
}

absl::Status Login(const Invocation& invocation) {
  const Words& words = invocation.words;
  ASSIGN_OR_RETURN(Configuration configuration, ReadConfiguration(ConfigurationPath()));
  const std::string name = words.FindOr("context", "default");
  Settings settings;
  settings.server = words.FindOr("server", Environment("STEWARD_GRPC"));
  settings.ca_file = words.FindOr("ca-file", Environment("STEWARD_CA_FILE"));
  settings.plaintext = words.Has("plaintext");
  if (settings.server.empty() && StdinIsTerminal()) {
    ASSIGN_OR_RETURN(settings.server, Ask("Server (host:port): ", false));
  }
  if (settings.server.empty()) return WrongUsage("Name the server with --server host:port.");
  ASSIGN_OR_RETURN(settings.credential, AskCredential(words));
  RETURN_IF_ERROR(Check(invocation, settings));
  configuration.contexts[name] = {settings.server, settings.credential,
                                  AbsolutePath(settings.ca_file), settings.plaintext};
  configuration.current = name;
  RETURN_IF_ERROR(WriteConfiguration(ConfigurationPath(), configuration));
  Complain(absl::StrCat("Logged in to ", Printable(settings.server), ", context ", Printable(name),
                        ".\n"));
  return absl::OkStatus();
}

absl::Status UnknownContext(const Configuration& configuration, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& [each, _] : configuration.contexts) known.push_back(each);
  return WrongUsage(absl::StrCat("There is no context of this name", DidYouMean(name, known)));
}

absl::Status Logout(const Invocation& invocation) {
  ASSIGN_OR_RETURN(Configuration configuration, ReadConfiguration(ConfigurationPath()));
  const std::string name = invocation.words.FindOr("context", configuration.current);
  if (configuration.contexts.erase(name) == 0) return UnknownContext(configuration, name);
  if (configuration.current == name) configuration.current.clear();
  RETURN_IF_ERROR(WriteConfiguration(ConfigurationPath(), configuration));
  Complain(absl::StrCat("Logged out of ", Printable(name), ".\n"));
  return absl::OkStatus();
}

absl::Status UseContext(const Invocation& invocation) {
  ASSIGN_OR_RETURN(Configuration configuration, ReadConfiguration(ConfigurationPath()));
  if (invocation.words.plain().size() != 1) return WrongUsage("Name one context.");
  const std::string& name = invocation.words.plain().front();
  if (configuration.contexts.count(name) == 0) return UnknownContext(configuration, name);
  configuration.current = name;
  return WriteConfiguration(ConfigurationPath(), configuration);
}

absl::Status ShowConfiguration(const Invocation&) {
  const std::string path = ConfigurationPath();
  ASSIGN_OR_RETURN(const Configuration configuration, ReadConfiguration(path));
  Write(absl::StrCat("file: ", path, std::filesystem::exists(path) ? "" : " (not there)", "\n"));
  Write(absl::StrCat(
      "context: ", configuration.current.empty() ? "none" : Printable(configuration.current),
      "\n"));
  return absl::OkStatus();
}

absl::Status GetContexts(const Invocation&) {
  ASSIGN_OR_RETURN(const Configuration configuration, ReadConfiguration(ConfigurationPath()));
  for (const auto& [name, context] : configuration.contexts)
    Write(absl::StrCat(name == configuration.current ? "* " : "  ", Printable(name), "  ",
                       Printable(context.server), "\n"));
  return absl::OkStatus();
}

}  // namespace

std::vector<BuiltIn> LoginCommands() {
  return {
      {"login",
       "",
       "Checks a server and a credential, and keeps them as a context; the credential is typed, or "
       "read from standard input or --token-file",
       {},
       Login},
      {"logout", "", "Forgets a context and its credential", {}, Logout},
      {"config",
       "",
       "Tells where the configuration is and which context is used",
       {},
       ShowConfiguration},
      {"config use-context",
       "NAME",
       "Chooses the context that is used from now on",
       {},
       UseContext},
      {"config get-contexts", "", "Lists the contexts; * is the one in use", {}, GetContexts}};
}

}  // namespace steward::ctl

#include "tools/stewardctl/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "platform/config/secret_file.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/address.h"
#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"
#include "tools/stewardctl/spelling.h"

namespace steward::ctl {
namespace {

using google::protobuf::Struct;

std::string TextOf(const Struct& object, const std::string& name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? "" : found->second.string_value();
}

Context ContextOf(const Struct& object) {
  const auto plaintext = object.fields().find("plaintext");
  return {TextOf(object, "server"), TextOf(object, "credential"), TextOf(object, "caFile"),
          plaintext != object.fields().end() && plaintext->second.bool_value()};
}

std::string JsonOf(const Context& context) {
  JsonObject object;
  object.Text("server", context.server);
  object.Text("credential", context.credential);
  if (!context.ca_file.empty()) object.Text("caFile", context.ca_file);
  if (context.plaintext) object.Raw("plaintext", "true");
  return object.End();
}

absl::StatusOr<Context> ChosenContext(const Words& words) {
  ASSIGN_OR_RETURN(const Configuration configuration, ReadConfiguration(ConfigurationPath()));
  const std::string given = words.FindOr("context", Environment("STEWARD_CONTEXT"));
  const std::string name = given.empty() ? configuration.current : given;
  const auto found = configuration.contexts.find(name);
  if (found != configuration.contexts.end()) return found->second;
  if (given.empty()) return Context();
  std::vector<std::string> known;
  for (const auto& [each, _] : configuration.contexts) known.push_back(each);
  return WrongUsage(absl::StrCat("There is no context of this name", DidYouMean(name, known)));
}

// Whether the server is that of the context, reached in the same way.
absl::StatusOr<bool> IsOf(const Context& context, absl::string_view server) {
  const bool trusts = !context.ca_file.empty();
  ASSIGN_OR_RETURN(const Address address, ParseAddress(server, trusts));
  const auto another = ParseAddress(context.server, trusts);
  return another.ok() && address == *another;
}

absl::Status NotLoggedIn(bool elsewhere) {
  return errors::Make(absl::StatusCode::kUnauthenticated, errors::Reason::UNAUTHENTICATED,
                      elsewhere ? "Not logged in to this server: the credential of the context is "
                                  "for the server of the context only."
                                : "Not logged in.");
}

void TakeEnvironment(Settings* settings) {
  for (const char* name : {"STEWARD_API_KEY", "STEWARD_TOKEN"})
    if (std::string value = Environment(name); !value.empty()) settings->credential = value;
  if (std::string value = Environment("STEWARD_CA_FILE"); !value.empty()) settings->ca_file = value;
}

absl::Status TakeFlags(const Words& words, Settings* settings) {
  settings->ca_file = words.FindOr("ca-file", settings->ca_file);
  settings->tenant = words.FindOr("tenant", Environment("STEWARD_TENANT"));
  if (words.Find("plaintext")) settings->plaintext = words.Has("plaintext");
  if (const auto path = words.Find("token-file")) {
    ASSIGN_OR_RETURN(settings->credential, ReadCredential(*path));
  }
  return absl::OkStatus();
}

}  // namespace

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string ConfigurationPath() {
  const std::string home = Environment("XDG_CONFIG_HOME");
  if (!home.empty()) return absl::StrCat(home, "/steward/config.json");
  return absl::StrCat(Environment("HOME"), "/.config/steward/config.json");
}

absl::StatusOr<Configuration> ReadConfiguration(const std::string& path) {
  Configuration configuration;
  if (!std::filesystem::exists(path)) return configuration;
  const auto text = config::ReadSecretFile(path);
  if (!text.ok()) return LocalFailure(absl::StrCat(path, ": ", text.status().message()));
  ASSIGN_OR_RETURN(const std::vector<Document> documents, ParseDocuments(*text, path));
  if (documents.size() != 1) return LocalFailure(absl::StrCat(path, ": expected one object."));
  const Struct& fields = documents.front().fields;
  configuration.current = TextOf(fields, "currentContext");
  const auto contexts = fields.fields().find("contexts");
  if (contexts == fields.fields().end()) return configuration;
  for (const auto& [name, value] : contexts->second.struct_value().fields())
    configuration.contexts[name] = ContextOf(value.struct_value());
  return configuration;
}

absl::Status WriteConfiguration(const std::string& path, const Configuration& configuration) {
  JsonObject contexts;
  for (const auto& [name, context] : configuration.contexts) contexts.Raw(name, JsonOf(context));
  JsonObject whole;
  whole.Text("currentContext", configuration.current);
  whole.Raw("contexts", contexts.End());
  const std::filesystem::path file(path);
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  const std::string fresh = absl::StrCat(path, ".", getpid());
  std::filesystem::remove(fresh, error);
  const auto written = config::WriteSecretFile(fresh, IndentedJson(whole.End()) + "\n");
  if (!written.ok()) return LocalFailure(absl::StrCat(path, ": ", written.message()));
  std::filesystem::rename(fresh, file, error);
  if (error) return LocalFailure(absl::StrCat(path, ": ", error.message()));
  return absl::OkStatus();
}

std::vector<FlagSpec> ConnectionFlags() {
  return {MakeFlag("server", "ADDRESS", "Steward's gRPC address, host:port or https://host:port"),
          MakeFlag("context", "NAME", "Context of the configuration file to use"),
          MakeFlag("token-file", "FILE", "File that holds an access token or API key; - is stdin"),
          MakeFlag("ca-file", "FILE",
                   "Certificates to trust instead of those of the system; implies TLS"),
          MakeFlag("plaintext", "", "Sends the credential without TLS, also to another machine"),
          MakeFlag("tenant", "NAME", "Tenant to work in, instead of the credential's own")};
}

absl::StatusOr<std::string> ReadCredential(const std::string& path) {
  if (path == "-") {
    ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
    return std::string(absl::StripAsciiWhitespace(text));
  }
  const auto secret = config::ReadSecretFile(path);
  if (!secret.ok()) return LocalFailure(absl::StrCat(path, ": ", secret.status().message()));
  return std::string(absl::StripAsciiWhitespace(*secret));
}

absl::StatusOr<Settings> LoadSettings(const Words& words) {
  ASSIGN_OR_RETURN(const Context context, ChosenContext(words));
  const bool context_is_named = words.Find("context").has_value();
  const std::string server = context_is_named ? "" : Environment("STEWARD_GRPC");
  Settings settings;
  settings.server = words.FindOr("server", server.empty() ? context.server : server);
  if (settings.server.empty())
    return WrongUsage(
        "No server is configured: run 'stewardctl login', or set STEWARD_GRPC to host:port.");
  ASSIGN_OR_RETURN(const bool is_of_context, IsOf(context, settings.server));
  if (is_of_context) {
    settings.credential = context.credential;
    settings.ca_file = context.ca_file;
    settings.plaintext = context.plaintext;
  }
  if (!context_is_named || !is_of_context) TakeEnvironment(&settings);
  if (settings.ca_file.empty()) settings.ca_file = Environment("STEWARD_CA_FILE");
  RETURN_IF_ERROR(TakeFlags(words, &settings));
  if (settings.credential.empty()) return NotLoggedIn(!context.credential.empty());
  return settings;
}

}  // namespace steward::ctl

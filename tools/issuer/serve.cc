#include "tools/issuer/serve.h"

#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/json.h"
#include "platform/auth/jwk_set.h"
#include "platform/host/signals.h"
#include "platform/observe/admin_server.h"
#include "platform/observe/log.h"
#include "platform/status/macros.h"

namespace steward::issuer {
namespace {

constexpr char kKeysPath[] = "/.well-known/jwks.json";
constexpr char kConfigurationPath[] = "/.well-known/openid-configuration";

absl::StatusOr<std::string> ReadKeys(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (auth::ParseJwkSet(text).ok()) return text;
  return absl::UnavailableError("The file of keys is not a set of public keys.");
}

// OpenID Connect Discovery §3, as far as it concerns keys.
std::string Configuration(const std::string& issuer, const std::string& address) {
  std::string json = "{\"issuer\":";
  auth::AppendJsonText(issuer, json);
  json += ",\"jwks_uri\":";
  auth::AppendJsonText(absl::StrCat("http://", address, kKeysPath), json);
  json +=
      ",\"subject_types_supported\":[\"public\"],\"response_types_supported\":[],"
      "\"id_token_signing_alg_values_supported\":[\"EdDSA\"]}\n";
  return json;
}

// Nothing on this port is encrypted.
bool IsLoopback(absl::string_view address) {
  return absl::StartsWith(address, "127.0.0.1:") || absl::StartsWith(address, "[::1]:");
}

}  // namespace

absl::Status Serve(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const std::string address, arguments.One("listen"));
  ASSIGN_OR_RETURN(const std::string path, arguments.One("jwks"));
  ASSIGN_OR_RETURN(const std::string issuer, arguments.One("issuer"));
  if (!arguments.words().empty() || !IsLoopback(address))
    return absl::InvalidArgumentError("--listen is 127.0.0.1:PORT or [::1]:PORT; see --help");
  observe::SetService("issuer");
  host::BlockSignals();
  const auto keys = [path] { return ReadKeys(path); };
  RETURN_IF_ERROR(keys().status());
  observe::AdminServer::Documents documents;
  documents[kKeysPath] = keys;
  documents[kConfigurationPath] = [issuer, address]() -> absl::StatusOr<std::string> {
    return Configuration(issuer, address);
  };
  ASSIGN_OR_RETURN(auto server,
                   observe::AdminServer::Start(
                       address, [keys] { return keys().status(); }, std::move(documents)));
  observe::Log(observe::Level::kInfo, "serving", {{"port", static_cast<int>(server->port())}});
  host::AwaitSignal();
  return absl::OkStatus();
}

}  // namespace steward::issuer

#pragma once

// Which Steward is called, as whom: from flags, the environment and the configuration file, in this
// order.

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/stewardctl/words.h"

namespace steward::ctl {

// One Steward as the configuration file knows it.
struct Context {
  // "https://steward.example.com:443", or host:port.
  std::string server;
  // An access token or an API key.
  std::string credential;
  // Certificates to trust instead of those of the system, as an absolute path. Empty: the system's.
  std::string ca_file;
  // Whether the credential may be sent to another machine without TLS.
  bool plaintext = false;
};

struct Configuration {
  // Name of the context that is used. Empty: none.
  std::string current;
  std::map<std::string, Context> contexts;
};

// $XDG_CONFIG_HOME/steward/config.json, or ~/.config/steward/config.json.
std::string ConfigurationPath();

// Empty when there is no file. Errors: LOCAL, also when others than the owner can read the file.
absl::StatusOr<Configuration> ReadConfiguration(const std::string& path);
// Replaces the file, with mode 0600, as a whole or not at all; makes its directory.
absl::Status WriteConfiguration(const std::string& path, const Configuration& configuration);

// An access token or API key from a file that only its owner can read; "-" is standard input.
// Errors: LOCAL.
absl::StatusOr<std::string> ReadCredential(const std::string& path);

// --server, --context, --token-file, --ca-file, --plaintext, --tenant.
std::vector<FlagSpec> ConnectionFlags();

struct Settings {
  std::string server;
  std::string credential;
  // Certificates to trust instead of those of the system: the server is then reached by TLS, unless
  // its address says otherwise. Empty: the system's.
  std::string ca_file;
  // Whether the credential may be sent to another machine without TLS.
  bool plaintext = false;
  // The tenant to work in, by its access grants. Empty: the credential's own.
  std::string tenant;
};

// What a context says besides the server is for that server only. Errors: WRONG_USAGE when no
// server or no such context is configured, UNAUTHENTICATED when there is no credential for the
// server, LOCAL for files.
absl::StatusOr<Settings> LoadSettings(const Words& words);

// The variable's value; empty when it is not set.
std::string Environment(const char* name);

}  // namespace steward::ctl

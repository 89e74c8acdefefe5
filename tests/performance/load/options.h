#pragma once

// The command line of the load clients.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace steward::bench {

enum class Operation { kCreate, kUpdate, kGet, kList };

struct Options {
  Operation operation = Operation::kCreate;
  // host:port of the servers; gRPC channels are spread over them.
  std::vector<std::string> targets;
  // Calls outstanding; over REST each has a connection of its own.
  int outstanding = 64;
  // gRPC channels.
  int channels = 2;
  // Tenants bench-0, bench-1 and so on; each caller is at home in one.
  int tenants = 10;
  double warm_up_seconds = 0.5;
  double seconds = 5;
  // Calls a second, 0: as many as possible. Over REST they are then sent when they are due,
  // whatever became of those before, as long as one of `outstanding` connections is free; a 503 is
  // no failure.
  double rate = 0;
  // Tickets that `get` reads: INC-<first> and the next `id_count`, of every tenant.
  long id_first = 1;
  long id_count = 1;
  // gRPC: private key that signs identities, and its id.
  std::string identity_key;
  std::string key_id = "gateway";
  // REST: file with one access token, or API key, a line, in the order of the tenants.
  std::string tokens;
  // REST, instead: private key of an issuer of this name, to sign a token for each request.
  std::string issuer_key;
  std::string issuer;
  // REST: one more header field of each request, such as "Steward-Tenant: acme".
  std::string header;
};

inline constexpr char kUsage[] =
    "Usage: --op create|update|get|list --targets HOST:PORT[,HOST:PORT…] [--outstanding N]\n"
    "       [--channels N] [--tenants N] [--warm-up SECONDS] [--seconds SECONDS] [--rate N]\n"
    "       [--id-first N] [--id-count N] [--identity-key FILE] [--key-id NAME] [--tokens FILE]\n"
    "       [--issuer-key FILE --issuer NAME] [--header FIELD]\n"
    "Prints \"measuring\" when the measured time begins, \"measured\" when it ends, and then one\n"
    "line of JSON.\n";

// Ends the process with kUsage when the command line is wrong.
Options ParseOptions(int argc, char** argv);

}  // namespace steward::bench

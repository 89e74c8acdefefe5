#pragma once

#include "absl/status/status.h"
#include "tools/issuer/arguments.h"

namespace steward::issuer {

// Serves the public keys of a file, as an identity provider would, until SIGTERM or SIGINT. The
// file is read for every request, so a key is rotated by replacing it. What is no set of public
// keys is never served.
absl::Status Serve(const Arguments& arguments);

}  // namespace steward::issuer

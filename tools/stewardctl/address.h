#pragma once

// Where a Steward is called. Pure functions.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::ctl {

struct Address {
  // host:port, as gRPC connects to it.
  std::string target;
  bool tls = true;
  // "localhost", or an address of 127.0.0.0/8 or ::1 (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3): what is
  // sent there stays on this machine.
  bool is_local = false;

  bool operator==(const Address& other) const { return target == other.target && tls == other.tls; }
};

// Reads host:port, https://host:port or http://host:port; the port may be left out where there is a
// scheme or TLS. Without a scheme TLS is used, except to this machine unless `prefer_tls`. Errors:
// WRONG_USAGE.
absl::StatusOr<Address> ParseAddress(absl::string_view text, bool prefer_tls = false);

}  // namespace steward::ctl

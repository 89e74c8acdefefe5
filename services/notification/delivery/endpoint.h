#pragma once

// Which URLs Steward posts events to: the guard against server-side request forgery. Names are
// checked here, the addresses behind them at every attempt (see http_sender.h).

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/notification/delivery/address.h"

namespace steward::notification {

// What an installation allows. Both are off in production.
struct UrlPolicy {
  // http as well as https.
  bool allow_http = false;
  // Hosts and literal addresses of private networks, and any port.
  bool allow_private_networks = false;
};

// A URL that may be posted to.
struct Endpoint {
  // Normalized.
  std::string url;
  // Lower case, without brackets.
  std::string host;
  int port = 0;
};

// Understands a URL as libcurl does. Errors: WEBHOOK_URL_REFUSED (INVALID_ARGUMENT); the text says
// what to change. Refused are: other schemes than https; user names and fragments; white space,
// control characters, backslashes and whatever is not ASCII (international host names are written
// in punycode: what they turn into must not depend on a locale); ports other than 443 and 8443;
// literal addresses in any form; host names without a dot, with a trailing dot, or that only a
// private network, a cluster or a cloud's metadata service uses. Thread-safe.
absl::StatusOr<Endpoint> CheckUrl(absl::string_view url, const UrlPolicy& policy);

// Whether a connection to this address may be made.
bool MayConnect(const Address& address, const UrlPolicy& policy);

}  // namespace steward::notification

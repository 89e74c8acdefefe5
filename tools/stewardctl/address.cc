#include "tools/stewardctl/address.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/auth/network.h"
#include "tools/stewardctl/failure.h"

namespace steward::ctl {
namespace {

constexpr int kPortMax = 65535;

absl::Status NoAddress() {
  return WrongUsage("The server is written host:port, https://host:port or http://host:port.");
}

bool IsLocal(absl::string_view host) { return host == "localhost" || auth::IsLoopback(host); }

// Takes the host off the front; false when there is none.
bool TakeHost(absl::string_view* rest, std::string* host) {
  if (absl::ConsumePrefix(rest, "[")) {
    const size_t end = rest->find(']');
    if (end == absl::string_view::npos) return false;
    *host = std::string(rest->substr(0, end));
    rest->remove_prefix(end + 1);
    return host->find(':') != std::string::npos && auth::ParseIpAddress(*host).has_value();
  }
  *host = std::string(rest->substr(0, rest->find(':')));
  rest->remove_prefix(host->size());
  return !host->empty() && std::all_of(host->begin(), host->end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_';
  });
}

// Empty: none. False when there is something else.
bool IsPort(absl::string_view rest) {
  if (rest.empty()) return true;
  int port = 0;
  const bool digits = absl::ConsumePrefix(&rest, ":") && !rest.empty() &&
                      std::all_of(rest.begin(), rest.end(), absl::ascii_isdigit);
  return digits && absl::SimpleAtoi(rest, &port) && port > 0 && port <= kPortMax;
}

}  // namespace

absl::StatusOr<Address> ParseAddress(absl::string_view text, bool prefer_tls) {
  const bool plain = absl::ConsumePrefix(&text, "http://");
  const bool secure = !plain && absl::ConsumePrefix(&text, "https://");
  absl::ConsumeSuffix(&text, "/");
  absl::string_view port = text;
  std::string host;
  if (!TakeHost(&port, &host) || !IsPort(port)) return NoAddress();
  Address address;
  address.is_local = IsLocal(host);
  address.tls = secure || (!plain && (prefer_tls || !address.is_local));
  address.target = absl::StrCat(text, !port.empty() ? "" : address.tls ? ":443" : ":80");
  return address;
}

}  // namespace steward::ctl
